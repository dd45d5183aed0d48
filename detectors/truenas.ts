import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, digits, seq } from './helpers.ts';
const documentation = 'https://www.truenas.com/docs/scale/scaletutorials/toptoolbar/managingapikeys/';

export default [
  contextual({
    id: 'truenas-api-key',
    title: 'TrueNAS API key',
    vendor: 'truenas',
    names: ['truenas', 'freenas'],
    shape: { ...seq(digits(1, 3), '-', base62(64)), prefix: '' },
    example: 'TRUENAS_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
