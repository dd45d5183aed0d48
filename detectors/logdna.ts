import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://cloud.ibm.com/docs/log-analysis';

export default [
  contextual({
    id: 'logdna-ingestion-key',
    title: 'LogDNA key',
    vendor: 'logdna',
    severity: 'medium',
    names: ['logdna', 'mezmo'],
    shape: hex(32),
    example: 'LOGDNA_INGESTION_KEY',
    documentation,
  }),
] satisfies Detector[];
