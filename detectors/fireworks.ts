import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://docs.fireworks.ai/getting-started/quickstart';

export default [
  token({
    id: 'fireworks-api-key',
    title: 'Fireworks API key',
    vendor: 'fireworks',
    shape: seq('fw_', base62(22, 26)),
    documentation,
  }),
] satisfies Detector[];
