import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, digits, seq } from './helpers.ts';
const documentation = 'https://canvas.instructure.com/doc/api/file.oauth.html';

export default [
  contextual({
    id: 'canvas-access-token',
    title: 'Canvas access token',
    vendor: 'canvas-lms',
    names: ['canvas', 'instructure'],
    shape: { ...seq(digits(1, 6), '~', base62(64)), prefix: '' },
    example: 'CANVAS_API_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
