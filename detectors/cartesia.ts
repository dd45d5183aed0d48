import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://docs.cartesia.ai/';

export default [
  token({
    id: 'cartesia-api-key',
    title: 'Cartesia API key',
    vendor: 'cartesia',
    shape: seq('sk_car_', base62(20, 48)),
    documentation,
  }),
] satisfies Detector[];
