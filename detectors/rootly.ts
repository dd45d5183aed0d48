import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';
const documentation = 'https://docs.rootly.com/api-reference/overview';

export default [
  token({
    id: 'rootly-api-token',
    title: 'Rootly API token',
    vendor: 'rootly',
    shape: seq('rootly_', hex(64)),
    documentation,
  }),
] satisfies Detector[];
