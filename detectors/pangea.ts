import type { Detector } from '../src/engine/types.ts';
import { lowerAlnum, seq, token } from './helpers.ts';
const documentation = 'https://pangea.cloud/docs/';

export default [
  token({
    id: 'pangea-token',
    title: 'Pangea token',
    vendor: 'pangea',
    shape: seq('pts_', lowerAlnum(32)),
    documentation,
  }),
] satisfies Detector[];
