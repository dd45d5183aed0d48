import type { Detector } from '../src/engine/types.ts';
import { contextual, upperHex } from './helpers.ts';
const documentation = 'https://steamcommunity.com/dev';

export default [
  contextual({
    id: 'steam-web-api-key',
    title: 'Steam Web API key',
    vendor: 'steam',
    names: ['steam'],
    shape: upperHex(32),
    example: 'STEAM_API_KEY',
    words: ['key', 'api', 'token'],
    documentation,
  }),
] satisfies Detector[];
