import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, oneOf } from './helpers.ts';

const documentation = 'https://www.flickr.com/services/api/auth.oauth.html';

export default [
  contextual({
    id: 'flickr-secret',
    title: 'Flickr key',
    vendor: 'flickr',
    severity: 'low',
    names: ['flickr'],
    shape: oneOf(hex(32), base62(32)),
    example: 'FLICKR_API_KEY',
    documentation,
  }),
] satisfies Detector[];
