import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, contextual, seq, uuid } from './helpers.ts';

const documentation = 'https://developer.webex.com/docs/getting-started';

export default [
  contextual({
    id: 'webex-access-token',
    title: 'Webex access token',
    vendor: 'webex',
    names: ['webex'],
    shape: seq(base64url(64), '_', base62(4), '_', uuid),
    example: 'WEBEX_ACCESS_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
