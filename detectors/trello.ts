import type { Detector } from '../src/engine/types.ts';
import { anyHex, base62, contextual, hex, oneOf, seq, token } from './helpers.ts';

const documentation = 'https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/';

export default [
  token({
    id: 'trello-token',
    title: 'Trello token',
    vendor: 'trello',
    shape: seq('ATTA', hex(64), anyHex(8)),
    documentation,
  }),
  contextual({
    id: 'trello-api-token',
    title: 'Trello token (old form)',
    vendor: 'trello',
    names: ['trello'],
    shape: hex(64),
    example: 'TRELLO_TOKEN',
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'trello-api-key',
    title: 'Trello key',
    vendor: 'trello',
    severity: 'medium',
    names: ['trello'],
    shape: oneOf(hex(32), base62(32)),
    example: 'TRELLO_API_KEY',
    documentation,
  }),
] satisfies Detector[];
