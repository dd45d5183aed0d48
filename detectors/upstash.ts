import type { Detector } from '../src/engine/types.ts';
import { base64, contextual } from './helpers.ts';

const documentation = 'https://upstash.com/docs/redis/features/restapi';

export default [
  contextual({
    id: 'upstash-rest-token',
    title: 'Upstash REST token',
    vendor: 'upstash',
    names: ['upstash'],
    shape: { ...base64(40, 64), source: 'A[A-Za-z0-9+/_-]{38,63}={0,2}', make: (r) => `A${r.base62(50)}` },
    example: 'UPSTASH_REDIS_REST_TOKEN',
    documentation,
  }),
] satisfies Detector[];
