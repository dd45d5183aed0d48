import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';

const documentation = 'https://www.chromatic.com/docs/';

export default [
  token({
    id: 'chromatic-project-token',
    title: 'Chromatic project token',
    vendor: 'chromatic',
    severity: 'low',
    shape: seq('chpt_', hex(15, 40)),
    documentation,
  }),
] satisfies Detector[];
