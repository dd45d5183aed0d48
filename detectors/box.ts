import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://developer.box.com/guides/authentication/client-credentials/';

export default [
  contextual({
    id: 'box-client-secret',
    title: 'Box secret',
    vendor: 'box',
    names: ['box client', 'box dev', 'box access', 'boxapp', 'box secret'],
    shape: base62(32),
    example: 'BOX_CLIENT_SECRET',
    documentation,
  }),
  contextual({
    id: 'box-token',
    title: 'Box token',
    vendor: 'box',
    names: ['box'],
    shape: base62(32),
    example: 'BOX_DEVELOPER_TOKEN',
    words: ['developer token', 'access token', 'client secret', 'secret', 'api key', 'dev token', 'token'],
    documentation,
  }),
  contextual({
    id: 'box-refresh-token',
    title: 'Box refresh token',
    vendor: 'box',
    names: ['box'],
    shape: base62(64),
    example: 'BOX_REFRESH_TOKEN',
    words: ['refresh token', 'refreshtoken', 'token', 'secret', 'key'],
    documentation,
  }),
] satisfies Detector[];
