import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://developer.mixpanel.com/reference/authentication';

export default [
  contextual({
    id: 'mixpanel-secret',
    title: 'Mixpanel key',
    vendor: 'mixpanel',
    severity: 'medium',
    names: ['mixpanel'],
    shape: hex(32),
    example: 'MIXPANEL_API_SECRET',
    documentation,
  }),
] satisfies Detector[];
