import type { Detector } from '../src/engine/types.ts';
import { base62, lowerAlnum, seq, token, word } from './helpers.ts';

const documentation = 'https://docs.doppler.com/docs/service-tokens';
const revoke = 'https://dashboard.doppler.com/';

export default [
  token({
    id: 'doppler-token',
    title: 'Doppler token',
    vendor: 'doppler',
    severity: 'critical',
    shape: seq('dp.', word('pt', 'ct', 'st', 'sa', 'scim', 'audit'), '.', base62(40, 44)),
    revoke,
    documentation,
  }),
  token({
    id: 'doppler-service-token',
    title: 'Doppler service token',
    vendor: 'doppler',
    severity: 'critical',
    shape: seq('dp.st.', lowerAlnum(2, 35), '.', base62(40, 44)),
    revoke,
    documentation,
  }),
] satisfies Detector[];
