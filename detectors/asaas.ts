import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';
const documentation = 'https://docs.asaas.com/docs/authentication-2';

export default [
  token({
    id: 'asaas-api-key',
    title: 'Asaas API key',
    vendor: 'asaas',
    severity: 'critical',
    shape: {
      ...seq('$aact_', base64url(80, 240)),
      source: '\\$aact_[0-9A-Za-z+/=_-]{60,300}(?:::\\$aach_[0-9a-f-]{36})?',
    },
    documentation,
  }),
] satisfies Detector[];
