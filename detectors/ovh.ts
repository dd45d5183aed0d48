import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, oneOf } from './helpers.ts';

const documentation = 'https://help.ovhcloud.com/csm/en-gb-api-getting-started-ovhcloud-api';

export default [
  contextual({
    id: 'ovh-application-secret',
    title: 'OVH application secret',
    vendor: 'ovh',
    names: ['ovh'],
    words: ['secret', 'key', 'consumer', 'token', 'ak', 'as', 'ck'],
    shape: oneOf(base62(32), base62(16)),
    example: 'OVH_APPLICATION_SECRET',
    documentation,
  }),
] satisfies Detector[];
