import type { Detector } from '../src/engine/types.ts';
import { base62, base64, contextual } from './helpers.ts';

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
  contextual({
    id: 'oracle-cloud-customer-secret',
    title: 'Oracle Cloud customer secret key',
    vendor: 'oracle-cloud',
    names: ['oci', 'oracle cloud', 'oraclecloud'],
    shape: { ...base64(43), source: '[A-Za-z0-9+/]{43}=', follow: '=', make: (r) => `${r.base64(43)}=` },
    example: 'OCI_CUSTOMER_SECRET_KEY',
    words: ['secret', 'key'],
    documentation,
  }),
] satisfies Detector[];
