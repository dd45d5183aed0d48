import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://cloud.ibm.com/docs/account?topic=account-userapikey';

export default [
  contextual({
    id: 'ibm-cloud-api-key',
    title: 'IBM Cloud API key',
    vendor: 'ibm-cloud',
    severity: 'critical',
    names: ['ibm', 'bluemix', 'ibmcloud', 'softlayer'],
    shape: base64url(44),
    example: 'IBMCLOUD_API_KEY',
    documentation,
  }),
] satisfies Detector[];
