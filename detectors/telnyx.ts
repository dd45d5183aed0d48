import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, upperHex } from './helpers.ts';

const documentation = 'https://developers.telnyx.com/docs/account-setup/authentication';

export default [
  token({
    id: 'telnyx-api-key',
    title: 'Telnyx API key',
    vendor: 'telnyx',
    shape: seq('KEY', upperHex(32), '_', base62(22)),
    documentation,
  }),
] satisfies Detector[];
