import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';

const documentation = 'https://configcat.com/docs/';

export default [
  token({
    id: 'configcat-sdk-key',
    title: 'ConfigCat SDK key',
    vendor: 'configcat',
    severity: 'low',
    shape: seq('configcat-sdk-1/', base64url(22), '/', base64url(22)),
    documentation,
  }),
] satisfies Detector[];
