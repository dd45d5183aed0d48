import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, oneOf } from './helpers.ts';

const documentation = 'https://docs.drone.io/server/user/overview/';

export default [
  contextual({
    id: 'drone-token',
    title: 'Drone CI token',
    vendor: 'drone',
    names: ['drone'],
    words: ['token', 'secret'],
    shape: oneOf(hex(32), base62(32)),
    example: 'DRONE_TOKEN',
    documentation,
  }),
] satisfies Detector[];
