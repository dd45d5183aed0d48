import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq } from './helpers.ts';
const documentation = 'https://github.com/sidekiq/sidekiq/wiki/Commercial-FAQ';

export default [
  contextual({
    id: 'sidekiq-license',
    title: 'Sidekiq Pro or Enterprise credentials',
    vendor: 'sidekiq',
    names: ['contribsys', 'bundle enterprise', 'sidekiq'],
    shape: seq(hex(8), ':', hex(8)),
    example: 'BUNDLE_ENTERPRISE__CONTRIBSYS__COM',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
