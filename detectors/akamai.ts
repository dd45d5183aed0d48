import type { Detector } from '../src/engine/types.ts';
import { base64, contextual, lowerAlnum, seq, token } from './helpers.ts';

const documentation = 'https://techdocs.akamai.com/developer/docs/edgegrid';

export default [
  token({
    id: 'akamai-edgegrid-token',
    title: 'Akamai EdgeGrid token',
    vendor: 'akamai',
    shape: { ...seq('akab-', lowerAlnum(16), '-', lowerAlnum(16)) },
    documentation,
  }),
  contextual({
    id: 'akamai-client-secret',
    title: 'Akamai client secret',
    vendor: 'akamai',
    names: ['akamai', 'edgegrid', 'client secret'],
    shape: { ...base64(43), source: '[A-Za-z0-9+/]{43}=', follow: '=', make: (r) => `${r.base64(43)}=` },
    example: 'AKAMAI_CLIENT_SECRET',
    documentation,
  }),
] satisfies Detector[];
