import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://docs.mem0.ai/';

export default [
  token({
    id: 'mem0-api-key',
    title: 'Mem0 API key',
    vendor: 'mem0',
    shape: seq('m0-', base62(40)),
    documentation,
  }),
] satisfies Detector[];
