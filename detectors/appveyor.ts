import type { Detector } from '../src/engine/types.ts';
import { lowerAlnum, seq, token } from './helpers.ts';

const documentation = 'https://www.appveyor.com/docs/api/';

export default [
  token({
    id: 'appveyor-token',
    title: 'AppVeyor API token',
    vendor: 'appveyor',
    shape: seq('v2.', lowerAlnum(20)),
    confidence: 'possible',
    documentation,
  }),
] satisfies Detector[];
