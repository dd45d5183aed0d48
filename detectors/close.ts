import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://developer.close.com/topics/authentication/';

export default [
  token({
    id: 'close-api-key',
    title: 'Close API key',
    vendor: 'close',
    shape: seq('api_', base62(22), '.', base62(22)),
    documentation,
  }),
] satisfies Detector[];
