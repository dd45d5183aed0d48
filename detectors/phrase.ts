import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://developers.phrase.com/';

export default [
  contextual({
    id: 'phrase-access-token',
    title: 'Phrase token',
    vendor: 'phrase',
    severity: 'medium',
    names: ['phrase access', 'phraseapp', 'phrase token'],
    shape: hex(64),
    example: 'PHRASE_ACCESS_TOKEN',
    documentation,
  }),
] satisfies Detector[];
