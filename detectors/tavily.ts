import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';

const documentation = 'https://docs.tavily.com/documentation/quickstart';

export default [
  token({
    id: 'tavily-api-key',
    title: 'Tavily API key',
    vendor: 'tavily',
    shape: seq('tvly-', base64url(32, 50)),
    documentation,
  }),
] satisfies Detector[];
