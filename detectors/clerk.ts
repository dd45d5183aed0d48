import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, token, word } from './helpers.ts';

const documentation = 'https://clerk.com/docs/deployments/clerk-environment-variables';

export default [
  contextual({
    id: 'clerk-secret-key',
    title: 'Clerk secret key',
    vendor: 'clerk',
    severity: 'critical',
    names: ['clerk'],
    shape: seq('sk_', word('live', 'test'), '_', base62(40, 50)),
    example: 'CLERK_SECRET_KEY',
    confidence: 'likely',
    documentation,
  }),
  token({
    id: 'clerk-api-key',
    title: 'Clerk API key',
    vendor: 'clerk',
    shape: seq('ak_', base62(40, 60)),
    confidence: 'possible',
    keywords: ['ak_'],
    documentation,
  }),
] satisfies Detector[];
