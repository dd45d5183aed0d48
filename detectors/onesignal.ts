import type { Detector } from '../src/engine/types.ts';
import { base64, contextual, lowerAlnum, seq, token, word } from './helpers.ts';

const documentation = 'https://documentation.onesignal.com/docs/keys-and-ids';

export default [
  token({
    id: 'onesignal-api-key',
    title: 'OneSignal API key',
    vendor: 'onesignal',
    shape: seq('os_v2_', word('app', 'org'), '_', lowerAlnum(90, 120)),
    documentation,
  }),
  contextual({
    id: 'onesignal-rest-key',
    title: 'OneSignal REST key',
    vendor: 'onesignal',
    names: ['onesignal', 'one signal'],
    shape: base64(48),
    example: 'ONESIGNAL_REST_API_KEY',
    documentation,
  }),
] satisfies Detector[];
