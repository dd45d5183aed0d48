import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';

const documentation = 'https://developer.statuspage.io/';

export default [
  contextual({
    id: 'statuspage-api-key',
    title: 'Statuspage API key',
    vendor: 'statuspage',
    severity: 'medium',
    names: ['statuspage'],
    shape: uuid,
    confidence: 'likely',
    example: 'STATUSPAGE_API_KEY',
    documentation,
  }),
] satisfies Detector[];
