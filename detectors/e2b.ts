import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';

const documentation = 'https://e2b.dev/docs/api-key';

export default [
  token({
    id: 'e2b-api-key',
    title: 'E2B API key',
    vendor: 'e2b',
    shape: seq('e2b_', hex(40)),
    documentation,
  }),
] satisfies Detector[];
