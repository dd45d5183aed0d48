import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://openweathermap.org/appid';

export default [
  contextual({
    id: 'openweather-api-key',
    title: 'OpenWeather API key',
    vendor: 'openweather',
    severity: 'low',
    names: ['openweather', 'owm'],
    shape: hex(32),
    example: 'OPENWEATHER_API_KEY',
    documentation,
  }),
] satisfies Detector[];
