import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, contextual, seq, token } from './helpers.ts';

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
  contextual({
    id: 'adafruit-api-key',
    title: 'Adafruit key',
    vendor: 'adafruit',
    names: ['adafruit', 'aio key'],
    shape: base64url(32),
    example: 'ADAFRUIT_API_KEY',
    documentation,
  }),
] satisfies Detector[];
