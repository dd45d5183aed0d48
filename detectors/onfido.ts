import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token, word } from './helpers.ts';
const documentation = 'https://documentation.onfido.com/';

export default [
  token({
    id: 'onfido-api-token',
    title: 'Onfido API token',
    vendor: 'onfido',
    shape: {
      ...seq('api_', word('live', 'sandbox'), '.', base64url(11), '.', base64url(32)),
      source: 'api_(?:live|sandbox)(?:_us|_ca|_eu)?\\.[0-9A-Za-z_-]{11}\\.[0-9A-Za-z_-]{32}',
    },
    keywords: ['api_live', 'api_sandbox'],
    documentation,
  }),
] satisfies Detector[];
