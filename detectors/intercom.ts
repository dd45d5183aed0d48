import type { Detector } from '../src/engine/types.ts';
import { base64, contextual, seq, token } from './helpers.ts';

const documentation = 'https://developers.intercom.com/docs/build-an-integration/learn-more/authentication';

export default [
  token({
    id: 'intercom-access-token',
    title: 'Intercom access token',
    vendor: 'intercom',
    shape: { ...seq('dG9r', base64(56)), source: 'dG9r[A-Za-z0-9+/]{54,56}={0,2}' },
    documentation,
  }),
  contextual({
    id: 'intercom-api-key',
    title: 'Intercom API key',
    vendor: 'intercom',
    names: ['intercom'],
    shape: { ...base64(59), source: '[A-Za-z0-9+/]{59}=', follow: '=', make: (r) => `${r.base64(59)}=` },
    example: 'INTERCOM_ACCESS_TOKEN',
    documentation,
  }),
] satisfies Detector[];
