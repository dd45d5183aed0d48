import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';

const documentation = 'https://docs.railway.com/reference/public-api';

export default [
  contextual({
    id: 'railway-token',
    title: 'Railway token',
    vendor: 'railway',
    names: ['railway'],
    words: ['key', 'token', 'secret', 'auth', 'password'],
    shape: uuid,
    example: 'RAILWAY_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
