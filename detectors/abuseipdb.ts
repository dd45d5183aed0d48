import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://docs.abuseipdb.com/';

export default [
  contextual({
    id: 'abuseipdb-api-key',
    title: 'AbuseIPDB API key',
    vendor: 'abuseipdb',
    severity: 'low',
    names: ['abuseipdb'],
    shape: hex(80),
    example: 'ABUSEIPDB_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
