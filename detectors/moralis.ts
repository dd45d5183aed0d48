import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://docs.moralis.com/';

export default [
  contextual({
    id: 'moralis-api-key',
    title: 'Moralis API key',
    vendor: 'moralis',
    severity: 'medium',
    names: ['moralis'],
    shape: base62(64),
    example: 'MORALIS_API_KEY',
    documentation,
  }),
] satisfies Detector[];
