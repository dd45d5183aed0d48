import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://docs.wasabi.com/';

export default [
  contextual({
    id: 'wasabi-secret-key',
    title: 'Wasabi secret key',
    vendor: 'wasabi',
    severity: 'critical',
    names: ['wasabi'],
    shape: base62(40),
    example: 'WASABI_SECRET_KEY',
    documentation,
  }),
] satisfies Detector[];
