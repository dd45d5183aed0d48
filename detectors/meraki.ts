import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://developer.cisco.com/meraki/api-v1/authorization/';

export default [
  contextual({
    id: 'meraki-api-key',
    title: 'Cisco Meraki API key',
    vendor: 'meraki',
    names: ['meraki'],
    shape: hex(40),
    example: 'MERAKI_DASHBOARD_API_KEY',
    documentation,
  }),
] satisfies Detector[];
