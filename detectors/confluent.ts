import type { Detector } from '../src/engine/types.ts';
import { base64, contextual, seq, token } from './helpers.ts';

const documentation =
  'https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html';

export default [
  contextual({
    id: 'confluent-api-secret',
    title: 'Confluent secret',
    vendor: 'confluent',
    severity: 'critical',
    names: ['confluent', 'kafka', 'sasl'],
    shape: base64(64),
    example: 'CONFLUENT_API_SECRET',
    confidence: 'likely',
    documentation,
  }),
  token({
    id: 'confluent-cloud-secret',
    title: 'Confluent Cloud secret',
    vendor: 'confluent',
    severity: 'critical',
    shape: seq('cflt', base64(60)),
    documentation,
  }),
] satisfies Detector[];
