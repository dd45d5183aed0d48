import type { Detector } from '../src/engine/types.ts';
import { contextual, lowerAlnum, oneOf } from './helpers.ts';
const documentation = 'https://finnhub.io/docs/api/authentication';

export default [
  contextual({
    id: 'finnhub-api-key',
    title: 'Finnhub API key',
    vendor: 'finnhub',
    names: ['finnhub'],
    shape: oneOf(lowerAlnum(40), lowerAlnum(20)),
    example: 'FINNHUB_API_KEY',
    documentation,
  }),
] satisfies Detector[];
