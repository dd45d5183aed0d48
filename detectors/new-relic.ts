import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, contextual, hex, seq, token } from './helpers.ts';

const documentation = 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/';

export default [
  token({
    id: 'new-relic-user-key',
    title: 'New Relic user key',
    vendor: 'new-relic',
    shape: seq('NRAK-', base62(27)),
    documentation,
  }),
  token({
    id: 'new-relic-license-key',
    title: 'New Relic license key',
    vendor: 'new-relic',
    shape: {
      ...seq(hex(36), 'NRAL'),
      prefix: '',
      source: '(?:[0-9a-f]{36}|[a-z]{2}\\d{2}xx[0-9a-f]{30})(?:NRAL|FFFFNRAL)',
    },
    keywords: ['nral'],
    documentation,
  }),
  token({
    id: 'new-relic-browser-key',
    title: 'New Relic browser key',
    vendor: 'new-relic',
    severity: 'low',
    shape: seq('NRJS-', hex(19)),
    documentation,
  }),
  token({
    id: 'new-relic-insert-key',
    title: 'New Relic insert key',
    vendor: 'new-relic',
    shape: seq('NRII-', base64url(32)),
    documentation,
  }),
  token({
    id: 'new-relic-query-key',
    title: 'New Relic query key',
    vendor: 'new-relic',
    shape: seq('NRIQ-', base64url(32)),
    documentation,
  }),
  token({
    id: 'new-relic-admin-key',
    title: 'New Relic admin key',
    vendor: 'new-relic',
    shape: seq('NRAA-', hex(27)),
    documentation,
  }),
  token({
    id: 'new-relic-account-key',
    title: 'New Relic REST key',
    vendor: 'new-relic',
    shape: seq('NRRA-', hex(42)),
    documentation,
  }),
  contextual({
    id: 'new-relic-legacy-license-key',
    title: 'New Relic license key (old form)',
    vendor: 'new-relic',
    names: ['new relic', 'nria license'],
    shape: hex(40),
    example: 'NEW_RELIC_LICENSE_KEY',
    confidence: 'likely',
    documentation,
  }),
  token({
    id: 'new-relic-mobile-token',
    title: 'New Relic mobile app token',
    vendor: 'new-relic',
    severity: 'low',
    shape: { ...seq('AA', hex(40), '-NRMA'), prefix: '', source: '[A-Z]{2}[0-9a-f]{40}-NRMA' },
    keywords: ['-nrma'],
    documentation,
  }),
  contextual({
    id: 'new-relic-user-id',
    title: 'New Relic API key (old form)',
    vendor: 'new-relic',
    names: ['new relic'],
    shape: base62(64),
    example: 'NEW_RELIC_API_KEY',
    documentation,
  }),
] satisfies Detector[];
