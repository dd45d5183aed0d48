import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, contextual, hex, oneOf, seq, token, word } from './helpers.ts';
const documentation = 'https://docs.honeybadger.io/api/';

export default [
  token({
    id: 'honeybadger-personal-token',
    title: 'Honeybadger project key',
    vendor: 'honeybadger',
    shape: seq(word('hbp_', 'hbu_'), base62(30, 44)),
    documentation,
  }),
  contextual({
    id: 'honeybadger-api-key',
    title: 'Honeybadger API key',
    vendor: 'honeybadger',
    names: ['honeybadger'],
    shape: oneOf(hex(8), base64url(20)),
    example: 'HONEYBADGER_API_KEY',
    documentation,
  }),
] satisfies Detector[];
