import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq, word } from './helpers.ts';

const documentation = 'https://www.browserstack.com/docs/percy';

export default [
  contextual({
    id: 'percy-token',
    title: 'Percy token',
    vendor: 'percy',
    severity: 'low',
    names: ['percy'],
    shape: seq(word('web', 'app', 'auto', 'ss'), '_', hex(64)),
    example: 'PERCY_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
