import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq } from './helpers.ts';
const documentation = 'https://databento.com/docs/portal/api-keys';

export default [
  contextual({
    id: 'databento-api-key',
    title: 'Databento API key',
    vendor: 'databento',
    names: ['databento'],
    shape: seq('db-', base62(29)),
    example: 'DATABENTO_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
