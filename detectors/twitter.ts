import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, digits, seq, token } from './helpers.ts';

const documentation = 'https://docs.x.com/resources/fundamentals/authentication/overview';

export default [
  token({
    id: 'twitter-bearer-token',
    title: 'X (Twitter) bearer token',
    vendor: 'twitter',
    shape: {
      ...seq('AAAAAAAAAAAAAAAAAAAA', base62(60, 110)),
      source: 'A{20}[0-9A-Za-z%]{60,160}',
      make: (r) => `${'A'.repeat(21)}${r.base62(18)}%2B${r.base62(24)}%3D${r.base62(50)}`,
    },
    documentation,
  }),
  contextual({
    id: 'twitter-api-secret',
    pairs: true,
    title: 'X (Twitter) API secret',
    vendor: 'twitter',
    names: [
      'twitter',
      'x api',
      'x consumer',
      'consumer secret',
      'api secret key',
      'oauthhandler',
      'tweepy',
      'new twit',
    ],
    shape: base62(50),
    example: 'TWITTER_API_SECRET',
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'twitter-access-token-secret',
    pairs: true,
    title: 'X (Twitter) access token secret',
    vendor: 'twitter',
    names: [
      'twitter',
      'x access',
      'access token',
      'access secret',
      'oauth token secret',
      'tweepy',
      'new twit',
    ],
    shape: base62(45),
    example: 'TWITTER_ACCESS_TOKEN_SECRET',
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'twitter-access-token',
    title: 'X (Twitter) access token',
    vendor: 'twitter',
    names: ['twitter', 'x access', 'access token', 'oauth token'],
    shape: seq(digits(9, 20), '-', base62(40)),
    example: 'TWITTER_ACCESS_TOKEN',
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'twitter-api-key',
    title: 'X (Twitter) API key',
    vendor: 'twitter',
    severity: 'medium',
    names: ['twitter'],
    shape: base62(25),
    example: 'TWITTER_API_KEY',
    documentation,
  }),
] satisfies Detector[];
