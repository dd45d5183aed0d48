import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';
const documentation = 'https://developers.scalingo.com/';

export default [
  token({
    id: 'scalingo-api-token',
    title: 'Scalingo API token',
    vendor: 'scalingo',
    shape: seq('tk-us-', base64url(48)),
    documentation,
  }),
] satisfies Detector[];
