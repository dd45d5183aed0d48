import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, digits, oneOf, seq, token, upperHex } from './helpers.ts';

const documentation = 'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_tokens_scopes.htm';

export default [
  token({
    id: 'salesforce-access-token',
    title: 'Salesforce access token',
    vendor: 'salesforce',
    shape: {
      ...seq('00D', base62(12, 15), '!', base62(80, 130)),
      source: '00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{80,140}',
      follow: '0-9A-Za-z._',
    },
    keywords: ['00d'],
    documentation,
  }),
  token({
    id: 'salesforce-refresh-token',
    title: 'Salesforce refresh token',
    vendor: 'salesforce',
    shape: { ...seq('5Aep861', base62(60, 90)), source: '5Aep861[A-Za-z0-9._]{60,100}' },
    documentation,
  }),
  contextual({
    id: 'salesforce-consumer-secret',
    title: 'Salesforce consumer secret',
    vendor: 'salesforce',
    names: ['salesforce', 'sfdc'],
    shape: oneOf(upperHex(64), digits(16, 19)),
    example: 'SALESFORCE_CLIENT_SECRET',
    documentation,
  }),
  contextual({
    id: 'salesforce-security-token',
    title: 'Salesforce security token',
    vendor: 'salesforce',
    names: ['salesforce', 'sfdc', 'sf security'],
    shape: base62(24, 25),
    example: 'SALESFORCE_SECURITY_TOKEN',
    words: ['security token', 'securitytoken', 'token', 'secret'],
    documentation: 'https://help.salesforce.com/s/articleView?id=xcloud.user_security_token.htm',
  }),
] satisfies Detector[];
