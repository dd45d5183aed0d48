import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://dev.fitbit.com/build/reference/web-api/';

export default [
  contextual({
    id: 'fitbit-client-secret',
    title: 'Fitbit client secret',
    vendor: 'fitbit',
    severity: 'medium',
    names: ['fitbit'],
    shape: hex(32),
    example: 'FITBIT_CLIENT_SECRET',
    documentation,
  }),
] satisfies Detector[];
