import type { Detector } from '../src/engine/types.ts';
import { contextual, lowerAlnum } from './helpers.ts';

const documentation = 'https://help.ovhcloud.com/csm/en-gb-api-getting-started-ovhcloud-api';

export default [
  contextual({
    id: 'ovh-application-secret',
    title: 'OVH application secret',
    vendor: 'ovh',
    names: ['ovh'],
    words: ['secret', 'key', 'consumer'],
    shape: lowerAlnum(32),
    example: 'OVH_APPLICATION_SECRET',
    documentation,
  }),
] satisfies Detector[];
