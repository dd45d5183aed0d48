import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex } from './helpers.ts';

const documentation = 'https://cloud.ibm.com/docs/account?topic=account-userapikey';

export default [
  contextual({
    id: 'ibm-cloud-api-key',
    title: 'IBM Cloud API key',
    vendor: 'ibm-cloud',
    severity: 'critical',
    names: ['ibm', 'bluemix', 'ibmcloud', 'softlayer', 'iamauthenticator', 'watson', 'iam apikey'],
    shape: base64url(44),
    example: 'IBMCLOUD_API_KEY',
    documentation,
  }),
  contextual({
    id: 'ibm-cos-hmac-secret',
    title: 'IBM Cloud Object Storage HMAC secret',
    vendor: 'ibm-cloud',
    names: ['ibm cos', 'cos hmac', 'cos hmac keys', 'cos secret', 'cos access', 'ibm'],
    shape: hex(48),
    example: 'IBM_COS_SECRET_ACCESS_KEY',
    documentation:
      'https://cloud.ibm.com/docs/cloud-object-storage?topic=cloud-object-storage-uhc-hmac-credentials-main',
  }),
  contextual({
    id: 'ibm-softlayer-key',
    title: 'IBM classic infrastructure key',
    vendor: 'ibm-cloud',
    names: ['softlayer', 'ibm classic', 'sl api', 'cloudant'],
    shape: hex(64),
    example: 'SOFTLAYER_API_KEY',
    documentation: 'https://cloud.ibm.com/docs/account?topic=account-classic_keys',
  }),
] satisfies Detector[];
