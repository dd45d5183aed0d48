import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://docs.airbrake.io/docs/devops-tools/api/';

export default [
  contextual({
    id: 'airbrake-project-key',
    title: 'Airbrake project key',
    vendor: 'airbrake',
    severity: 'low',
    names: ['airbrake'],
    shape: hex(32),
    example: 'AIRBRAKE_PROJECT_KEY',
    documentation,
  }),
] satisfies Detector[];
