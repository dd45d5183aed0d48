import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, seq, token } from './helpers.ts';

const documentation = 'https://developer.adobe.com/developer-console/docs/guides/authentication/';

export default [
  token({
    id: 'adobe-client-secret',
    title: 'Adobe client secret',
    vendor: 'adobe',
    shape: seq('p8e-', base64url(27, 32)),
    documentation,
  }),
  contextual({
    id: 'adobe-client-id',
    title: 'Adobe key',
    vendor: 'adobe',
    severity: 'low',
    names: ['adobe'],
    words: ['client', 'key', 'secret', 'token'],
    shape: hex(32),
    example: 'ADOBE_CLIENT_ID',
    documentation,
  }),
] satisfies Detector[];
