import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://developer.hashicorp.com/hcp/docs/hcp/iam/service-principal/key';

export default [
  contextual({
    id: 'hashicorp-cloud-client-secret',
    title: 'HCP client secret',
    vendor: 'hashicorp-cloud',
    severity: 'critical',
    names: ['hcp client', 'hcp secret'],
    shape: base64url(64),
    example: 'HCP_CLIENT_SECRET',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
