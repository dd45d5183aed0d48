import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://docs.pinata.cloud/account-management/api-keys';

export default [
  contextual({
    id: 'pinata-secret-key',
    title: 'Pinata secret',
    vendor: 'pinata',
    names: ['pinata'],
    shape: hex(64),
    example: 'PINATA_API_SECRET',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
