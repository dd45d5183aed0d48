import type { Detector } from '../src/engine/types.ts';
import { base64, contextual } from './helpers.ts';

const documentation = 'https://docs.akeyless.io/docs/api-key';

export default [
  contextual({
    id: 'akeyless-access-key',
    title: 'Akeyless access key',
    vendor: 'akeyless',
    severity: 'critical',
    names: ['akeyless'],
    shape: { ...base64(43), source: '[A-Za-z0-9+/]{43}=', follow: '=', make: (r) => `${r.base64(43)}=` },
    example: 'AKEYLESS_ACCESS_KEY',
    documentation,
  }),
] satisfies Detector[];
