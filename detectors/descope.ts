import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq } from './helpers.ts';
const documentation = 'https://docs.descope.com/management/managementkeys';

export default [
  contextual({
    id: 'descope-management-key',
    title: 'Descope management key',
    vendor: 'descope',
    names: ['descope'],
    shape: seq('K2', base62(60, 100)),
    example: 'DESCOPE_MANAGEMENT_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
