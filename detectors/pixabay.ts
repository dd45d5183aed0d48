import type { Detector } from '../src/engine/types.ts';
import { contextual, digits, hex, seq } from './helpers.ts';
const documentation = 'https://pixabay.com/api/docs/';

export default [
  contextual({
    id: 'pixabay-api-key',
    title: 'Pixabay API key',
    vendor: 'pixabay',
    names: ['pixabay'],
    shape: { ...seq(digits(7, 8), '-', hex(25)), prefix: '' },
    example: 'PIXABAY_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
