import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';

const documentation = 'https://www.typeform.com/developers/get-started/personal-access-token/';

export default [
  token({
    id: 'typeform-token',
    title: 'Typeform token',
    vendor: 'typeform',
    severity: 'medium',
    shape: { ...seq('tfp_', base64url(40, 60)), source: 'tfp_[A-Za-z0-9_.=-]{40,60}' },
    documentation,
  }),
] satisfies Detector[];
