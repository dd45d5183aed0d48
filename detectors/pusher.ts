import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://pusher.com/docs/channels/';

export default [
  contextual({
    id: 'pusher-secret',
    title: 'Pusher secret',
    vendor: 'pusher',
    names: ['pusher'],
    shape: hex(20),
    example: 'PUSHER_APP_SECRET',
    documentation,
  }),
] satisfies Detector[];
