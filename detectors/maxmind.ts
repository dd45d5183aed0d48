import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://support.maxmind.com/knowledge-base/articles/manage-your-maxmind-license-keys';

export default [
  token({
    id: 'maxmind-license-key',
    title: 'MaxMind license key',
    vendor: 'maxmind',
    severity: 'medium',
    shape: { ...seq(base62(6), '_', base62(29), '_mmk'), prefix: '' },
    keywords: ['_mmk'],
    documentation,
  }),
] satisfies Detector[];
