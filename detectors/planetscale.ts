import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';

const documentation = 'https://planetscale.com/docs/concepts/service-tokens';

export default [
  token({
    id: 'planetscale-password',
    title: 'PlanetScale password',
    vendor: 'planetscale',
    severity: 'critical',
    shape: {
      ...seq('pscale_pw_', base64url(32, 64)),
      source: 'pscale_pw_[0-9A-Za-z_.=-]{31,63}[0-9A-Za-z_=-]',
    },
    documentation,
  }),
  token({
    id: 'planetscale-api-token',
    title: 'PlanetScale service token',
    vendor: 'planetscale',
    severity: 'critical',
    shape: {
      ...seq('pscale_tkn_', base64url(32, 64)),
      source: 'pscale_tkn_[0-9A-Za-z_.=-]{31,63}[0-9A-Za-z_=-]',
    },
    documentation,
  }),
  token({
    id: 'planetscale-oauth-token',
    title: 'PlanetScale OAuth token',
    vendor: 'planetscale',
    shape: {
      ...seq('pscale_oauth_', base64url(32, 64)),
      source: 'pscale_oauth_[0-9A-Za-z_.=-]{31,63}[0-9A-Za-z_=-]',
    },
    documentation,
  }),
] satisfies Detector[];
