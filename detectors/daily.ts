import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://docs.daily.co/reference/rest-api';

export default [
  contextual({
    id: 'daily-api-key',
    title: 'Daily API key',
    vendor: 'daily',
    names: ['daily'],
    words: ['api', 'key', 'token'],
    shape: hex(64),
    example: 'DAILY_API_KEY',
    documentation,
  }),
] satisfies Detector[];
