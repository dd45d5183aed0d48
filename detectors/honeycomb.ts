import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, lowerAlnum, oneOf, seq, token, word } from './helpers.ts';

const documentation = 'https://docs.honeycomb.io/configure/environments/manage-api-keys/';

export default [
  token({
    id: 'honeycomb-ingest-key',
    title: 'Honeycomb ingest key',
    vendor: 'honeycomb',
    shape: seq('hc', word('a', 'x', 'b', 'l'), word('ik', 'ic', 'mk'), '_', lowerAlnum(58)),
    keywords: [
      'hcaik_',
      'hcaic_',
      'hcamk_',
      'hcxik_',
      'hcxic_',
      'hcxmk_',
      'hcbik_',
      'hcbic_',
      'hcbmk_',
      'hclik_',
      'hclic_',
      'hclmk_',
    ],
    documentation,
  }),
  contextual({
    id: 'honeycomb-api-key',
    title: 'Honeycomb API key',
    vendor: 'honeycomb',
    names: ['honeycomb', 'x honeycomb'],
    shape: oneOf(hex(32), base62(20, 34)),
    example: 'HONEYCOMB_API_KEY',
    documentation,
  }),
  token({
    id: 'honeycomb-management-key',
    title: 'Honeycomb management key',
    vendor: 'honeycomb',
    shape: seq(word('hcamk_', 'hcxmk_', 'hcbmk_', 'hclmk_'), lowerAlnum(26), ':', base62(32)),
    documentation: documentation,
  }),
] satisfies Detector[];
