import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://ionic.io/docs/appflow/cli/authentication';

export default [
  token({
    id: 'ionic-token',
    title: 'Ionic Appflow token',
    vendor: 'ionic',
    shape: seq('ion_', base62(42)),
    documentation,
  }),
] satisfies Detector[];
