import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, oneOf } from './helpers.ts';

const documentation = 'https://developer.zendesk.com/api-reference/introduction/security-and-auth/';

export default [
  contextual({
    id: 'zendesk-api-token',
    title: 'Zendesk API token',
    vendor: 'zendesk',
    names: ['zendesk'],
    shape: oneOf(base62(40), hex(64)),
    example: 'ZENDESK_API_TOKEN',
    documentation,
  }),
] satisfies Detector[];
