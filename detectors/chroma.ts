import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://docs.trychroma.com/cloud/getting-started';

export default [
  token({
    id: 'chroma-api-key',
    title: 'Chroma Cloud API key',
    vendor: 'chroma',
    shape: seq('ck-', base62(40, 48)),
    documentation,
  }),
] satisfies Detector[];
