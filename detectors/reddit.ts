import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://github.com/reddit-archive/reddit/wiki/OAuth2';

export default [
  contextual({
    id: 'reddit-client-secret',
    title: 'Reddit client secret',
    vendor: 'reddit',
    severity: 'medium',
    names: ['reddit'],
    words: ['secret', 'token', 'key'],
    shape: base64url(27, 30),
    example: 'REDDIT_CLIENT_SECRET',
    documentation,
  }),
] satisfies Detector[];
