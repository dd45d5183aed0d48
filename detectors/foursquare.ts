import type { Detector } from '../src/engine/types.ts';
import { base64, seq, token } from './helpers.ts';
const documentation = 'https://docs.foursquare.com/developer/reference/personalization-apis-authentication';

export default [
  token({
    id: 'foursquare-api-key',
    title: 'Foursquare API key',
    vendor: 'foursquare',
    shape: {
      ...seq('fsq3', base64(44)),
      source: 'fsq3[A-Za-z0-9+/]{43}=?',
      make: (r) => `fsq3${r.base64(43)}=`,
      follow: '0-9A-Za-z+/=',
    },
    documentation,
  }),
] satisfies Detector[];
