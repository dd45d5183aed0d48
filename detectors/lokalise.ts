import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://developers.lokalise.com/reference/api-authentication';

export default [
  contextual({
    id: 'lokalise-api-token',
    title: 'Lokalise API token',
    vendor: 'lokalise',
    severity: 'medium',
    names: ['lokalise'],
    shape: hex(40),
    example: 'LOKALISE_API_TOKEN',
    documentation,
  }),
] satisfies Detector[];
