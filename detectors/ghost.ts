import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq } from './helpers.ts';
const documentation = 'https://docs.ghost.org/admin-api/';

export default [
  contextual({
    id: 'ghost-admin-api-key',
    title: 'Ghost Admin API key',
    vendor: 'ghost',
    names: ['ghost'],
    shape: seq(hex(24), ':', hex(64)),
    example: 'GHOST_ADMIN_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
