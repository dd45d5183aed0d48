import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';

const documentation = 'https://docs.voyageai.com/docs/api-key-and-installation';

export default [
  token({
    id: 'voyage-api-key',
    title: 'Voyage AI API key',
    vendor: 'voyage',
    shape: seq('pa-', base64url(43)),
    documentation,
  }),
] satisfies Detector[];
