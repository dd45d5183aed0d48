import type { Detector } from '../src/engine/types.ts';
import { lowerAlnum, seq, token } from './helpers.ts';
const documentation = 'https://docs.helicone.ai/';

export default [
  token({
    id: 'helicone-api-key',
    title: 'Helicone API key',
    vendor: 'helicone',
    shape: seq('sk-helicone-', {
      ...lowerAlnum(29),
      source: '(?:[a-z]{2}-)?[0-9a-z-]{20,40}',
      follow: '0-9A-Za-z-',
    }),
    documentation,
  }),
] satisfies Detector[];
