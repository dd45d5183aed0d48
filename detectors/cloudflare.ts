import type { Detector } from '../src/engine/types.ts';
import {
  base62,
  base64,
  base64url,
  contextual,
  fromBase64,
  hex,
  jsonObject,
  made,
  seq,
  toBase64,
  token,
  word,
} from './helpers.ts';

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
    names: ['cloudflare', 'cf api', 'cf key', 'x auth key'],
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
    documentation: 'https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/',
  }),
  token({
    id: 'cloudflare-tunnel-token',
    title: 'Cloudflare tunnel token',
    vendor: 'cloudflare',
    shape: made(
      { ...seq('eyJhIjoi', base64(100, 260)), source: 'eyJhIjoi[A-Za-z0-9+/]{100,260}={0,2}' },
      (r) => toBase64(JSON.stringify({ a: r.hex(32), t: r.uuid(), s: toBase64(r.bytes(32)) })),
    ),
    check: (value) => {
      const { a, t, s } = jsonObject(fromBase64(value)?.toString('utf8') ?? '') ?? {};
      return typeof a === 'string' && typeof t === 'string' && typeof s === 'string'
        ? { verdict: 'valid', note: 'decodes to a tunnel and its secret' }
        : { verdict: 'invalid' };
    },
    revoke,
    documentation:
      'https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/configure-tunnels/remote-tunnel-permissions/',
  }),
  token({
    id: 'cloudflare-turnstile-secret',
    title: 'Cloudflare Turnstile secret',
    vendor: 'cloudflare',
    shape: seq('0x4AAAAAAA', base64url(24, 40)),
    documentation: 'https://developers.cloudflare.com/turnstile/get-started/',
  }),
  contextual({
    id: 'cloudflare-r2-secret',
    title: 'Cloudflare R2 secret access key',
    vendor: 'cloudflare',
    names: ['r2 secret', 'r2 access', 'r2.cloudflarestorage.com', 'cloudflare r2'],
    shape: hex(64),
    example: 'R2_SECRET_ACCESS_KEY',
    confidence: 'likely',
    documentation: 'https://developers.cloudflare.com/r2/api/tokens/',
  }),
  contextual({
    id: 'cloudflare-access-client-secret',
    title: 'Cloudflare Access service token',
    vendor: 'cloudflare',
    names: ['cf access', 'cloudflare access', 'access client secret'],
    shape: hex(64),
    example: 'CF_ACCESS_CLIENT_SECRET',
    confidence: 'likely',
    revoke,
    documentation:
      'https://developers.cloudflare.com/cloudflare-one/access-controls/service-credentials/service-tokens/',
  }),
] satisfies Detector[];
