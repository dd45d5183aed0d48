import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://techdocs.akamai.com/linode-api/reference/get-started';

export default [
  contextual({
    id: 'linode-api-token',
    title: 'Linode API token',
    vendor: 'linode',
    severity: 'critical',
    names: ['linode'],
    shape: hex(64),
    example: 'LINODE_TOKEN',
    documentation,
  }),
] satisfies Detector[];
