import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://www.unkey.com/docs/';

export default [
  token({
    id: 'unkey-root-key',
    title: 'Unkey root key',
    vendor: 'unkey',
    shape: seq('unkey_', base62(20, 48)),
    documentation,
  }),
] satisfies Detector[];
