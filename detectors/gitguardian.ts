import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, oneOf } from './helpers.ts';
const documentation = 'https://docs.gitguardian.com/api-docs/authentication';

export default [
  contextual({
    id: 'gitguardian-api-key',
    title: 'GitGuardian API key',
    vendor: 'gitguardian',
    names: ['gitguardian'],
    shape: oneOf(hex(72), base62(40, 72)),
    example: 'GITGUARDIAN_API_KEY',
    documentation,
  }),
] satisfies Detector[];
