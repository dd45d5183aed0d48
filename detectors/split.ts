import type { Detector } from '../src/engine/types.ts';
import { contextual, lowerAlnum } from './helpers.ts';

const documentation = 'https://help.split.io/';

export default [
  contextual({
    id: 'split-sdk-key',
    title: 'Split SDK key',
    vendor: 'split',
    severity: 'medium',
    names: ['split sdk', 'split io', 'splitio'],
    shape: lowerAlnum(36),
    example: 'SPLIT_SDK_KEY',
    documentation,
  }),
] satisfies Detector[];
