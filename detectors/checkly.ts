import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';

const documentation = 'https://www.checklyhq.com/docs/';

export default [
  token({
    id: 'checkly-api-key',
    title: 'Checkly API key',
    vendor: 'checkly',
    shape: seq('cu_', hex(32)),
    documentation,
  }),
] satisfies Detector[];
