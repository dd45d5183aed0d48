import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';

const documentation = 'https://replicate.com/docs/topics/security/api-tokens';

export default [
  token({
    id: 'replicate-api-token',
    title: 'Replicate API token',
    vendor: 'replicate',
    shape: seq('r8_', base64url(37)),
    documentation,
  }),
] satisfies Detector[];
