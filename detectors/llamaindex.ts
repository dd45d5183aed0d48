import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://docs.cloud.llamaindex.ai/';

export default [
  token({
    id: 'llamacloud-api-key',
    title: 'LlamaCloud API key',
    vendor: 'llamaindex',
    shape: seq('llx-', base62(48)),
    documentation,
  }),
] satisfies Detector[];
