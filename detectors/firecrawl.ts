import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';

const documentation = 'https://docs.firecrawl.dev/api-reference/introduction';

export default [
  token({
    id: 'firecrawl-api-key',
    title: 'Firecrawl API key',
    vendor: 'firecrawl',
    shape: seq('fc-', hex(32)),
    documentation,
  }),
] satisfies Detector[];
