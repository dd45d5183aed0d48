import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';
const documentation = 'https://docs.defined.net/guides/automating-host-creation/';

export default [
  token({
    id: 'defined-networking-api-key',
    title: 'Defined Networking API key',
    vendor: 'defined-networking',
    shape: { ...seq('dnkey-', base64url(26), '-', base64url(52)) },
    documentation,
  }),
] satisfies Detector[];
