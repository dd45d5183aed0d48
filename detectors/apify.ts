import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://docs.apify.com/platform/integrations/api';

export default [
  token({
    id: 'apify-api-token',
    title: 'Apify API token',
    vendor: 'apify',
    shape: seq('apify_api_', base62(32, 40)),
    documentation,
  }),
] satisfies Detector[];
