import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://developers.freshdesk.com/api/';

export default [
  contextual({
    id: 'freshdesk-api-key',
    title: 'Freshdesk API key',
    vendor: 'freshdesk',
    names: ['freshdesk', 'freshworks', 'freshservice'],
    shape: base62(20),
    example: 'FRESHDESK_API_KEY',
    documentation,
  }),
] satisfies Detector[];
