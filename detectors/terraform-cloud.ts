import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, seq, token } from './helpers.ts';

const documentation =
  'https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens';
const revoke = 'https://app.terraform.io/app/settings/tokens';

export default [
  token({
    id: 'terraform-cloud-token',
    title: 'Terraform Cloud token',
    vendor: 'terraform-cloud',
    severity: 'critical',
    shape: { ...seq(base62(14), '.atlasv1.', base64url(60, 70)), prefix: '' },
    keywords: ['.atlasv1.'],
    revoke,
    documentation,
  }),
] satisfies Detector[];
