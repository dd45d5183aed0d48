import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://developers.samsara.com/docs/authentication';

export default [
  token({
    id: 'samsara-api-token',
    title: 'Samsara API token',
    vendor: 'samsara',
    shape: seq('samsara_api_', base62(30)),
    documentation,
  }),
] satisfies Detector[];
