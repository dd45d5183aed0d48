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
    documentation,
  }),
] satisfies Detector[];
