import type { Detector } from '../src/engine/types.ts';
import { base62, lowerAlnum, seq, token } from './helpers.ts';

const documentation = 'https://neon.com/docs/manage/api-keys';

export default [
  token({
    id: 'neon-api-key',
    title: 'Neon API key',
    vendor: 'neon',
    severity: 'critical',
    shape: seq('napi_', lowerAlnum(64)),
    documentation,
  }),
  token({
    id: 'neon-password',
    title: 'Neon database password',
    vendor: 'neon',
    severity: 'critical',
    shape: seq('npg_', base62(12, 20)),
    documentation,
  }),
] satisfies Detector[];
