import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://docs.oracle.com/iaas/Content/Identity/Tasks/managingcredentials.htm';

export default [
  contextual({
    id: 'oracle-cloud-auth-token',
    title: 'Oracle Cloud auth token',
    vendor: 'oracle-cloud',
    names: ['oci', 'oracle cloud'],
    words: ['token', 'secret', 'key', 'password'],
    shape: base62(20, 64),
    example: 'OCI_AUTH_TOKEN',
    documentation,
  }),
] satisfies Detector[];
