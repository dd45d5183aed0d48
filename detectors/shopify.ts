import type { Detector } from '../src/engine/types.ts';
import { anyHex, contextual, hex, seq, token, word } from './helpers.ts';

const documentation = 'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens';

export default [
  token({
    id: 'shopify-access-token',
    title: 'Shopify access token',
    vendor: 'shopify',
    severity: 'critical',
    shape: seq('shpat_', anyHex(32)),
    documentation,
  }),
  token({
    id: 'shopify-custom-app-token',
    title: 'Shopify custom app token',
    vendor: 'shopify',
    severity: 'critical',
    shape: seq('shpca_', anyHex(32)),
    documentation,
  }),
  token({
    id: 'shopify-private-app-password',
    title: 'Shopify private app password',
    vendor: 'shopify',
    severity: 'critical',
    shape: seq('shppa_', anyHex(32)),
    documentation,
  }),
  token({
    id: 'shopify-shared-secret',
    title: 'Shopify shared secret',
    vendor: 'shopify',
    shape: seq('shpss_', anyHex(32)),
    documentation,
  }),
  token({
    id: 'shopify-partner-token',
    title: 'Shopify partner token',
    vendor: 'shopify',
    shape: seq(word('prtapi_', 'atkn_', 'shptka_', 'shpua_', 'shprt_'), anyHex(32, 64)),
    keywords: ['prtapi_', 'atkn_', 'shptka_', 'shpua_', 'shprt_'],
    documentation,
  }),
  contextual({
    id: 'shopify-storefront-token',
    title: 'Shopify API secret or storefront token',
    vendor: 'shopify',
    names: ['shopify'],
    shape: hex(32),
    example: 'SHOPIFY_API_SECRET',
    documentation,
  }),
] satisfies Detector[];
