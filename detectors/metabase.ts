import type { Detector } from '../src/engine/types.ts';
import { base64, seq, token } from './helpers.ts';
const documentation = 'https://www.metabase.com/docs/latest/people-and-groups/api-keys';

export default [
  token({
    id: 'metabase-api-key',
    title: 'Metabase API key',
    vendor: 'metabase',
    shape: {
      ...seq('mb_', base64(43)),
      source: 'mb_[A-Za-z0-9+/]{43}=',
      follow: '=',
      make: (r) => `mb_${r.base64(43)}=`,
    },
    documentation,
  }),
] satisfies Detector[];
