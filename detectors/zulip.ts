import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://zulip.com/api/api-keys';

export default [
  contextual({
    id: 'zulip-api-key',
    title: 'Zulip API key',
    vendor: 'zulip',
    names: ['zulip'],
    shape: base62(32),
    example: 'ZULIP_API_KEY',
    documentation,
  }),
] satisfies Detector[];
