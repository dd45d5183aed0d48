import type { Detector } from '../src/engine/types.ts';
import { contextual, lowerAlnum } from './helpers.ts';

const documentation = 'https://redis.io/docs/latest/operate/rc/api/';

export default [
  contextual({
    id: 'redis-cloud-api-key',
    title: 'Redis Cloud key',
    vendor: 'redis-cloud',
    names: ['redis cloud', 'rediscloud', 'redislabs'],
    shape: lowerAlnum(40, 56),
    example: 'REDISCLOUD_SECRET_KEY',
    documentation,
  }),
] satisfies Detector[];
