import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://developers.strava.com/docs/getting-started/';

export default [
  contextual({
    id: 'strava-client-secret',
    title: 'Strava key',
    vendor: 'strava',
    severity: 'medium',
    names: ['strava'],
    shape: hex(40),
    example: 'STRAVA_CLIENT_SECRET',
    documentation,
  }),
] satisfies Detector[];
