import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, oneOf } from './helpers.ts';
const documentation = 'https://docs.blynk.io/en/blynk.cloud/device-https-api';

export default [
  contextual({
    id: 'blynk-auth-token',
    title: 'Blynk auth token',
    vendor: 'blynk',
    names: ['blynk'],
    shape: oneOf(base64url(32), hex(32)),
    example: 'BLYNK_AUTH_TOKEN',
    documentation,
  }),
] satisfies Detector[];
