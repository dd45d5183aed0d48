import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token, word } from './helpers.ts';
const documentation = 'https://www.ory.com/docs/concepts/personal-access-token';

export default [
  token({
    id: 'ory-token',
    title: 'Ory token',
    vendor: 'ory',
    shape: seq('ory_', word('pat', 'apikey', 'st', 'at', 'rt', 'ac', 'wak'), '_', base64url(32, 100)),
    keywords: ['ory_pat_', 'ory_apikey_', 'ory_st_', 'ory_at_', 'ory_rt_', 'ory_ac_', 'ory_wak_'],
    documentation,
  }),
] satisfies Detector[];
