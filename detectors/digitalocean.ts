import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';

const documentation = 'https://docs.digitalocean.com/release-notes/api/2022-03-31/';
const revoke = 'https://cloud.digitalocean.com/account/api/tokens';

export default [
  token({
    id: 'digitalocean-personal-access-token',
    title: 'DigitalOcean personal access token',
    vendor: 'digitalocean',
    severity: 'critical',
    shape: seq('dop_v1_', hex(64)),
    documentation,
    revoke,
  }),
  token({
    id: 'digitalocean-oauth-access-token',
    title: 'DigitalOcean OAuth access token',
    vendor: 'digitalocean',
    shape: seq('doo_v1_', hex(64)),
    documentation,
    revoke,
  }),
  token({
    id: 'digitalocean-oauth-refresh-token',
    title: 'DigitalOcean OAuth refresh token',
    vendor: 'digitalocean',
    shape: seq('dor_v1_', hex(64)),
    documentation,
    revoke,
  }),
] satisfies Detector[];
