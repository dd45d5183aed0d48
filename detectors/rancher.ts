import type { Detector } from '../src/engine/types.ts';
import { lowerAlnum, seq, token, word } from './helpers.ts';

const documentation = 'https://ranchermanager.docs.rancher.com/api/api-tokens';

export default [
  token({
    id: 'rancher-token',
    title: 'Rancher token',
    vendor: 'rancher',
    severity: 'critical',
    shape: { ...seq('token-', lowerAlnum(5), ':', lowerAlnum(54)) },
    documentation,
  }),
  token({
    id: 'rancher-kubeconfig-token',
    title: 'Rancher kubeconfig token',
    vendor: 'rancher',
    severity: 'critical',
    shape: { ...seq('kubeconfig-', word('user-', 'u-'), lowerAlnum(5, 12), ':', lowerAlnum(54)) },
    documentation,
  }),
] satisfies Detector[];
