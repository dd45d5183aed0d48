import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, oneOf } from './helpers.ts';
const documentation = 'https://ipstack.com/documentation';

export default [
  contextual({
    id: 'apilayer-access-key',
    title: 'apilayer access key',
    vendor: 'ipstack',
    names: [
      'ipstack',
      'apilayer',
      'currencylayer',
      'fixer',
      'weatherstack',
      'positionstack',
      'marketstack',
      'aviationstack',
      'numverify',
      'mediastack',
    ],
    shape: oneOf(hex(32), base62(32)),
    example: 'IPSTACK_ACCESS_KEY',
    documentation,
  }),
] satisfies Detector[];
