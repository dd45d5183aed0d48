import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://docs.perplexity.ai/guides/getting-started';

export default [
  token({
    id: 'perplexity-api-key',
    title: 'Perplexity API key',
    vendor: 'perplexity',
    shape: seq('pplx-', base62(48, 56)),
    documentation,
  }),
] satisfies Detector[];
