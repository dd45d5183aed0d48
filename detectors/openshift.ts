import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';

const documentation =
  'https://docs.openshift.com/container-platform/latest/authentication/managing-oauth-access-tokens.html';

export default [
  token({
    id: 'openshift-token',
    title: 'OpenShift token',
    vendor: 'openshift',
    severity: 'critical',
    shape: seq('sha256~', base64url(43)),
    documentation,
  }),
] satisfies Detector[];
