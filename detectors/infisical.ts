import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';

const documentation = 'https://infisical.com/docs/documentation/platform/token';

export default [
  token({
    id: 'infisical-service-token',
    title: 'Infisical service token',
    vendor: 'infisical',
    severity: 'critical',
    shape: seq('st.', hex(24), '.', hex(32), '.', hex(32)),
    documentation,
  }),
] satisfies Detector[];
