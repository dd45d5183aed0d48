import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';
const documentation = 'https://console.settlemint.com/documentation/';

export default [
  token({
    id: 'settlemint-access-token',
    title: 'SettleMint access token',
    vendor: 'settlemint',
    shape: seq('sm_', word('aat', 'pat', 'sat'), '_', base62(16)),
    keywords: ['sm_aat_', 'sm_pat_', 'sm_sat_'],
    documentation,
  }),
] satisfies Detector[];
