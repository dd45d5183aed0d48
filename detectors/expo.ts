import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://docs.expo.dev/accounts/programmatic-access/';

export default [
  contextual({
    id: 'expo-access-token',
    title: 'Expo access token',
    vendor: 'expo',
    names: ['expo'],
    words: ['token', 'access', 'key'],
    shape: base64url(40),
    example: 'EXPO_TOKEN',
    // export, exponent, expose.
    quick: (bytes, _start, end) => !'rns'.includes(String.fromCharCode((bytes[end] ?? 0) | 0x20)),
    documentation,
  }),
] satisfies Detector[];
