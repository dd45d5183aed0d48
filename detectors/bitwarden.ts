import type { Detector } from '../src/engine/types.ts';
import { base62, base64, contextual, seq, uuid } from './helpers.ts';

export default [
  contextual({
    id: 'bitwarden-access-token',
    title: 'Bitwarden Secrets Manager access token',
    vendor: 'bitwarden',
    severity: 'critical',
    names: ['bws', 'bitwarden'],
    shape: {
      ...seq('0.', uuid, '.', base62(30)),
      source:
        '0\\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\.[A-Za-z0-9]{30}:[A-Za-z0-9+/]{22}==',
      follow: '=',
      make: (r) => `0.${r.uuid()}.${r.base62(30)}:${r.base64(22)}==`,
    },
    example: 'BWS_ACCESS_TOKEN',
    confidence: 'likely',
    documentation: 'https://bitwarden.com/help/access-tokens/',
  }),
  contextual({
    id: 'bitwarden-client-secret',
    title: 'Bitwarden API client secret',
    vendor: 'bitwarden',
    severity: 'critical',
    names: ['bitwarden', 'bw client'],
    shape: base62(30),
    example: 'BW_CLIENTSECRET',
    documentation: 'https://bitwarden.com/help/personal-api-key/',
  }),
  contextual({
    id: 'bitwarden-session-key',
    title: 'Bitwarden CLI session key',
    vendor: 'bitwarden',
    names: ['bw session', 'bitwarden session'],
    shape: {
      ...base64(86),
      source: '[A-Za-z0-9+/]{86}==',
      follow: '=',
      make: (r) => `${r.base64(86)}==`,
    },
    example: 'BW_SESSION',
    confidence: 'likely',
    documentation: 'https://bitwarden.com/help/cli/',
  }),
] satisfies Detector[];
