import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';
const documentation = 'https://developer.accuweather.com/';

export default [
  contextual({
    id: 'accuweather-api-key',
    title: 'AccuWeather API key',
    vendor: 'accuweather',
    names: ['accuweather'],
    shape: base62(32),
    example: 'ACCUWEATHER_API_KEY',
    documentation,
  }),
] satisfies Detector[];
