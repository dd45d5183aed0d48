import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://gitbook.com/docs/developers/gitbook-api/authentication';

export default [
  token({
    id: 'gitbook-api-token',
    title: 'GitBook API token',
    vendor: 'gitbook',
    shape: seq('gb_api_', base62(40)),
    documentation,
  }),
] satisfies Detector[];
