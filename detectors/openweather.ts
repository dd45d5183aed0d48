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
    // Its parameter is called `appid`: no id, whatever the name says.
    publicPrefix: 0,
    hits: (random) => {
      const secret = random.hex(32);
      return [{ text: `https://api.openweathermap.org/data/2.5/weather?q=Paris&appid=${secret}`, secret }];
    },
    documentation,
  }),
] satisfies Detector[];
