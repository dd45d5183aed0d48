import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';
const documentation = 'https://docs.nomic.ai/';

export default [
  token({
    id: 'nomic-api-key',
    title: 'Nomic API key',
    vendor: 'nomic',
    shape: seq('nk-', base64url(43)),
    documentation,
  }),
] satisfies Detector[];
