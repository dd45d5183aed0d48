import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq } from './helpers.ts';
const documentation = 'https://dashboard.clearbit.com/docs';

export default [
  contextual({
    id: 'clearbit-api-key',
    title: 'Clearbit API key',
    vendor: 'clearbit',
    names: ['clearbit'],
    shape: seq('sk_', hex(32)),
    example: 'CLEARBIT_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
