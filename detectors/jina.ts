import type { Detector } from '../src/engine/types.ts';
import { base64url, hex, seq, token } from './helpers.ts';

const documentation = 'https://jina.ai/api-dashboard/';

export default [
  token({
    id: 'jina-api-key',
    title: 'Jina AI API key',
    vendor: 'jina',
    shape: seq('jina_', hex(32), base64url(28)),
    documentation,
  }),
] satisfies Detector[];
