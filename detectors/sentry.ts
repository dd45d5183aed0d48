import type { Detector } from '../src/engine/types.ts';
import {
  base64,
  contextual,
  digits,
  fromBase64,
  hex,
  jsonObject,
  made,
  seq,
  toBase64,
  token,
  word,
} from './helpers.ts';

const documentation = 'https://docs.sentry.io/account/auth-tokens/';

export default [
  token({
    id: 'sentry-user-token',
    title: 'Sentry user token',
    vendor: 'sentry',
    shape: seq('sntryu_', hex(64)),
    documentation,
  }),
  token({
    id: 'sentry-organization-token',
    title: 'Sentry organization token',
    vendor: 'sentry',
    shape: made(
      {
        ...seq('sntrys_', base64(80, 400)),
        source: 'sntrys_eyJ[A-Za-z0-9+/=_-]{80,400}',
        follow: '0-9A-Za-z',
      },
      (r) =>
        `sntrys_${toBase64(JSON.stringify({ iat: 1, url: 'https://sentry.io', region_url: 'https://de.sentry.io', org: 'x' }))}_${r.base62(43)}`,
    ),
    check: (value) =>
      jsonObject(fromBase64(value.split('_')[1] ?? '')?.toString('utf8') ?? '')?.['org'] === undefined
        ? { verdict: 'unknown' }
        : { verdict: 'valid', note: 'names its organization' },
    documentation,
  }),
  token({
    id: 'sentry-app-token',
    title: 'Sentry app token',
    vendor: 'sentry',
    shape: seq('sntrya_', hex(64)),
    documentation,
  }),
  token({
    id: 'sentry-dsn',
    title: 'Sentry DSN with a secret',
    vendor: 'sentry',
    severity: 'low',
    shape: {
      ...seq(
        'https://',
        hex(32),
        ':',
        hex(32),
        '@',
        word('sentry.io', 'o1.ingest.sentry.io'),
        '/',
        digits(3, 9),
      ),
      prefix: '',
      source: 'https://[0-9a-f]{32}:[0-9a-f]{32}@(?:[a-z0-9.-]{1,60}\\.)?sentry\\.io/\\d{1,20}',
    },
    keywords: ['sentry.io/'],
    reach: { before: 140, after: 80 },
    documentation,
  }),
  contextual({
    id: 'sentry-auth-token',
    title: 'Sentry auth token (old form)',
    vendor: 'sentry',
    names: ['sentry'],
    shape: hex(64),
    example: 'SENTRY_AUTH_TOKEN',
    confidence: 'likely',
    documentation,
  }),
  token({
    id: 'sentry-integration-token',
    title: 'Sentry integration token',
    vendor: 'sentry',
    shape: seq('sntryi_', hex(64)),
    documentation: 'https://docs.sentry.io/account/auth-tokens/',
  }),
] satisfies Detector[];
