import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';
const documentation = 'https://api-dashboard.search.brave.com/app/documentation';

export default [
  token({
    id: 'brave-search-api-key',
    title: 'Brave Search API key',
    vendor: 'brave',
    shape: seq('BSA', base64url(27, 30)),
    keywords: ['bsa'],
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
