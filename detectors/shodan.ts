import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://developer.shodan.io/';

export default [
  contextual({
    id: 'shodan-api-key',
    title: 'Shodan API key',
    vendor: 'shodan',
    severity: 'medium',
    names: ['shodan'],
    shape: base62(32),
    example: 'SHODAN_API_KEY',
    documentation,
  }),
] satisfies Detector[];
