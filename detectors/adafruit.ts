import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://io.adafruit.com/api/docs/';

export default [
  token({
    id: 'adafruit-io-key',
    title: 'Adafruit IO key',
    vendor: 'adafruit',
    severity: 'low',
    shape: seq('aio_', base62(28)),
    documentation,
  }),
] satisfies Detector[];
