import type { Detector } from '../src/engine/types.ts';
import { seq, token, upperAlnum } from './helpers.ts';

const documentation = 'https://developers.upcloud.com/1.3/3-authentication/';

export default [
  token({
    id: 'upcloud-api-token',
    title: 'UpCloud API token',
    vendor: 'upcloud',
    shape: seq('ucat_', upperAlnum(26)),
    documentation,
  }),
] satisfies Detector[];
