import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';
const documentation = 'https://docs.stackhawk.com/apidocs.html';

export default [
  token({
    id: 'stackhawk-api-key',
    title: 'StackHawk API key',
    vendor: 'stackhawk',
    shape: seq('hawk.', base64url(20), '.', base64url(20)),
    documentation,
  }),
] satisfies Detector[];
