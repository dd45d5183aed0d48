import type { Detector } from '../src/engine/types.ts';
import { seq, token, upperAlnum } from './helpers.ts';

const documentation = 'https://docs.runpod.io/get-started/api-keys';

export default [
  token({
    id: 'runpod-api-key',
    title: 'RunPod API key',
    vendor: 'runpod',
    shape: seq('rpa_', upperAlnum(40, 50)),
    documentation,
  }),
] satisfies Detector[];
