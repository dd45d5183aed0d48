import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq } from './helpers.ts';

const documentation = 'https://docs.knock.app/developer-tools/api-keys';

export default [
  contextual({
    id: 'knock-api-key',
    title: 'Knock key',
    vendor: 'knock',
    names: ['knock'],
    shape: seq('sk_', base62(43)),
    example: 'KNOCK_API_KEY',
    documentation,
  }),
] satisfies Detector[];
