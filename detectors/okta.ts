import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, seq } from './helpers.ts';

const documentation = 'https://developer.okta.com/docs/guides/create-an-api-token/main/';

export default [
  contextual({
    id: 'okta-api-token',
    title: 'Okta API token',
    vendor: 'okta',
    severity: 'critical',
    names: ['okta', 'ssws'],
    shape: seq('00', base64url(40)),
    example: 'OKTA_API_TOKEN',
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'okta-client-secret',
    title: 'Okta client secret',
    vendor: 'okta',
    names: ['okta'],
    words: ['secret', 'key'],
    shape: base64url(40, 64),
    example: 'OKTA_CLIENT_SECRET',
    documentation,
  }),
] satisfies Detector[];
