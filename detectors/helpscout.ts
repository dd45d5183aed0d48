import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://developer.helpscout.com/';

export default [
  contextual({
    id: 'help-scout-app-secret',
    title: 'Help Scout secret',
    vendor: 'helpscout',
    severity: 'medium',
    names: ['helpscout', 'help scout'],
    shape: base62(32),
    example: 'HELPSCOUT_APP_SECRET',
    documentation,
  }),
] satisfies Detector[];
