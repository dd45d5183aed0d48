import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex } from './helpers.ts';

const documentation = 'https://developer.mastercard.com/open-finance-us/documentation/';

export default [
  contextual({
    id: 'finicity-app-key',
    title: 'Finicity key',
    vendor: 'finicity',
    names: ['finicity'],
    shape: hex(32),
    example: 'FINICITY_APP_KEY',
    documentation,
  }),
  contextual({
    id: 'finicity-partner-secret',
    title: 'Finicity partner secret',
    vendor: 'finicity',
    names: ['finicity'],
    words: ['secret', 'key', 'token'],
    shape: base62(20),
    example: 'FINICITY_PARTNER_SECRET',
    documentation,
  }),
] satisfies Detector[];
