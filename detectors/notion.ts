import type { Detector } from '../src/engine/types.ts';
import { base62, digits, seq, token } from './helpers.ts';

const documentation = 'https://developers.notion.com/docs/authorization';

export default [
  token({
    id: 'notion-integration-token',
    title: 'Notion integration token',
    vendor: 'notion',
    shape: { ...seq('ntn_', digits(11), base62(35)), source: 'ntn_[0-9A-Za-z]{40,60}' },
    documentation,
  }),
  token({
    id: 'notion-secret',
    title: 'Notion integration token (old form)',
    vendor: 'notion',
    shape: seq('secret_', base62(43)),
    documentation,
  }),
] satisfies Detector[];
