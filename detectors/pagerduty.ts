import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, lowerAlnum, oneOf, seq, token, upperAlnum, word } from './helpers.ts';

const documentation = 'https://support.pagerduty.com/main/docs/api-access-keys';

export default [
  token({
    id: 'pagerduty-token',
    title: 'PagerDuty token',
    vendor: 'pagerduty',
    shape: seq('pdus', '+', word('_0x'), '_', hex(8, 32)),
    keywords: ['pdus+'],
    documentation,
  }),
  contextual({
    id: 'pagerduty-api-key',
    title: 'PagerDuty API key',
    vendor: 'pagerduty',
    names: ['pagerduty', 'pager duty', 'pd api'],
    shape: { ...base64url(20), source: '(?:u\\+[0-9A-Za-z_-]{18}|[0-9A-Za-z_+-]{20})' },
    example: 'PAGERDUTY_API_KEY',
    documentation,
  }),
  contextual({
    id: 'pagerduty-integration-key',
    title: 'PagerDuty integration key',
    vendor: 'pagerduty',
    severity: 'medium',
    names: [
      'pagerduty',
      'pager duty',
      'pd routing',
      'routing key',
      'pd integration',
      'pd service',
      'service key',
    ],
    shape: oneOf(lowerAlnum(32), seq('R', upperAlnum(31))),
    example: 'PAGERDUTY_INTEGRATION_KEY',
    documentation,
  }),
] satisfies Detector[];
