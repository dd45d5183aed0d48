import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';

const documentation = 'https://docs.scale.com/docs/authentication';

export default [
  token({
    id: 'scale-api-key',
    title: 'Scale AI API key',
    vendor: 'scale',
    shape: seq('live_', hex(32)),
    documentation,
  }),
] satisfies Detector[];
