import type { Detector } from '../src/engine/types.ts';
import { base64, contextual, hex, seq, token } from './helpers.ts';

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
  contextual({
    id: 'digitalocean-legacy-token',
    title: 'DigitalOcean token (old form)',
    vendor: 'digitalocean',
    names: ['digitalocean', 'digital ocean', 'do api', 'do token', 'do pat', 'do access'],
    shape: hex(64),
    example: 'DIGITALOCEAN_TOKEN',
    confidence: 'likely',
    revoke,
    documentation,
  }),
  contextual({
    id: 'digitalocean-spaces-secret',
    title: 'DigitalOcean Spaces secret key',
    vendor: 'digitalocean',
    names: ['spaces secret', 'spaces key', 'digitaloceanspaces', 'do spaces', 'digitalocean spaces'],
    shape: base64(43),
    example: 'SPACES_SECRET_ACCESS_KEY',
    documentation: 'https://docs.digitalocean.com/products/spaces/how-to/manage-access/',
  }),
] satisfies Detector[];
