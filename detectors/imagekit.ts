import type { Detector } from '../src/engine/types.ts';
import { base64, seq, token } from './helpers.ts';
const documentation = 'https://imagekit.io/docs/api-keys';

export default [
  token({
    id: 'imagekit-private-key',
    title: 'ImageKit private key',
    vendor: 'imagekit',
    shape: {
      ...seq('private_', base64(27)),
      source: 'private_[A-Za-z0-9+/]{27}=',
      follow: '=',
      make: (r) => `private_${r.base64(27)}=`,
    },
    documentation,
  }),
] satisfies Detector[];
