import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, contextual, hex, seq, token, word } from './helpers.ts';

const documentation = 'https://developers.cloudflare.com/fundamentals/api/get-started/create-token/';
const revoke = 'https://dash.cloudflare.com/profile/api-tokens';

export default [
  contextual({
    id: 'cloudflare-api-token',
    title: 'Cloudflare API token',
    vendor: 'cloudflare',
    severity: 'critical',
    names: ['cloudflare', 'cf api', 'cf token'],
    shape: base64url(40),
    example: 'CLOUDFLARE_API_TOKEN',
    revoke,
    documentation,
  }),
  contextual({
    id: 'cloudflare-global-api-key',
    title: 'Cloudflare global API key',
    vendor: 'cloudflare',
    severity: 'critical',
    names: ['cloudflare', 'cf api'],
    shape: hex(37),
    example: 'CLOUDFLARE_API_KEY',
    confidence: 'likely',
    revoke,
    documentation,
  }),
  token({
    id: 'cloudflare-origin-ca-key',
    title: 'Cloudflare origin CA key',
    vendor: 'cloudflare',
    severity: 'critical',
    shape: seq('v1.0-', hex(24), '-', hex(146)),
    revoke,
    documentation,
  }),
  token({
    id: 'cloudflare-scoped-token',
    keywords: ['cfut_', 'cfat_', 'cfk_'],
    title: 'Cloudflare token',
    vendor: 'cloudflare',
    severity: 'critical',
    shape: seq('cf', word('ut', 'at', 'k'), '_', base62(40, 60)),
    revoke,
    documentation,
  }),
] satisfies Detector[];
