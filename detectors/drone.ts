import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://docs.drone.io/server/user/overview/';

export default [
  contextual({
    id: 'drone-token',
    title: 'Drone CI token',
    vendor: 'drone',
    names: ['drone'],
    words: ['token', 'secret'],
    shape: base62(32),
    example: 'DRONE_TOKEN',
    documentation,
  }),
] satisfies Detector[];
