import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://developer.todoist.com/';

export default [
  contextual({
    id: 'todoist-api-token',
    title: 'Todoist API token',
    vendor: 'todoist',
    severity: 'medium',
    names: ['todoist'],
    shape: hex(40),
    example: 'TODOIST_API_TOKEN',
    documentation,
  }),
] satisfies Detector[];
