import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';

const documentation = 'https://planetscale.com/docs/concepts/service-tokens';

export default [
  token({
    id: 'planetscale-password',
    title: 'PlanetScale password',
    vendor: 'planetscale',
    severity: 'critical',
    shape: seq('pscale_pw_', base64url(32, 64)),
    documentation,
  }),
  token({
    id: 'planetscale-api-token',
    title: 'PlanetScale service token',
    vendor: 'planetscale',
    severity: 'critical',
    shape: seq('pscale_tkn_', base64url(32, 64)),
    documentation,
  }),
  token({
    id: 'planetscale-oauth-token',
    title: 'PlanetScale OAuth token',
    vendor: 'planetscale',
    shape: seq('pscale_oauth_', base64url(32, 64)),
    documentation,
  }),
] satisfies Detector[];
