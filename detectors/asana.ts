import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, digits, hex, oneOf, seq, word } from './helpers.ts';

const documentation = 'https://developers.asana.com/docs/personal-access-token';

export default [
  contextual({
    id: 'asana-personal-access-token',
    title: 'Asana personal access token',
    vendor: 'asana',
    names: ['asana'],
    example: 'ASANA_ACCESS_TOKEN',
    shape: {
      ...seq(word('1', '2'), '/', digits(13, 19), '/', digits(13, 19), ':', hex(32)),
      source: '(?:[12]/\\d{13,19}(?:/\\d{13,19})?|0/\\d{13,19}):[0-9a-f]{32}',
      prefix: '',
    },
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'asana-client-secret',
    title: 'Asana client secret',
    vendor: 'asana',
    names: ['asana'],
    shape: oneOf(hex(32), base62(32)),
    example: 'ASANA_CLIENT_SECRET',
    documentation,
  }),
] satisfies Detector[];
