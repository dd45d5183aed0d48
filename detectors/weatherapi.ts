import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://www.weatherapi.com/docs/';

export default [
  contextual({
    id: 'weatherapi-key',
    title: 'WeatherAPI key',
    vendor: 'weatherapi',
    names: ['weatherapi', 'weather api'],
    shape: hex(31),
    example: 'WEATHERAPI_KEY',
    documentation,
  }),
] satisfies Detector[];
