import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://www.papertrail.com/help/settings-api/';

export default [
  contextual({
    id: 'papertrail-token',
    title: 'Papertrail token',
    vendor: 'papertrail',
    severity: 'medium',
    names: ['papertrail'],
    shape: base62(20),
    example: 'PAPERTRAIL_TOKEN',
    documentation,
  }),
] satisfies Detector[];
