import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';

const documentation = 'https://docs.nvidia.com/ngc/latest/ngc-user-guide.html';

export default [
  token({
    id: 'nvidia-api-key',
    title: 'NVIDIA API key',
    vendor: 'nvidia',
    shape: seq('nvapi-', base64url(60, 70)),
    documentation,
  }),
] satisfies Detector[];
