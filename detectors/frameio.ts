import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';

const documentation = 'https://developer.frame.io/';

export default [
  token({
    id: 'frame-io-token',
    title: 'Frame.io token',
    vendor: 'frameio',
    severity: 'medium',
    shape: { ...seq('fio-u-', base64url(64)), source: 'fio-u-[0-9A-Za-z_=-]{64}' },
    documentation,
  }),
] satisfies Detector[];
