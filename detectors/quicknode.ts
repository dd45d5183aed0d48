import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';

const documentation = 'https://www.quicknode.com/docs/';

export default [
  token({
    id: 'quicknode-url',
    title: 'QuickNode URL',
    vendor: 'quicknode',
    severity: 'medium',
    shape: { ...seq('quiknode.pro/', hex(40)) },
    documentation,
  }),
] satisfies Detector[];
