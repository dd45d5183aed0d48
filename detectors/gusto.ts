import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://docs.gusto.com/';

export default [
  contextual({
    id: 'gusto-api-token',
    title: 'Gusto token',
    vendor: 'gusto',
    names: ['gusto'],
    shape: base64url(43),
    example: 'GUSTO_API_TOKEN',
    documentation,
  }),
] satisfies Detector[];
