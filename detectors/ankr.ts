import type { Detector } from '../src/engine/types.ts';
import { hex, lowerAlnum, seq, token } from './helpers.ts';
const documentation = 'https://www.ankr.com/docs/';

export default [
  token({
    id: 'ankr-url',
    title: 'Ankr URL',
    vendor: 'ankr',
    shape: {
      ...seq('rpc.ankr.com/', lowerAlnum(3, 10), '/', hex(64)),
      source: 'rpc\\.ankr\\.com/(?:[a-z0-9_/]{2,40}/)?[0-9a-f]{64}',
    },
    keywords: ['rpc.ankr.com/'],
    documentation,
  }),
] satisfies Detector[];
