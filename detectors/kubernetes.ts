import type { Detector } from '../src/engine/types.ts';
import { contextual, lowerAlnum, seq } from './helpers.ts';

const documentation = 'https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/';

export default [
  contextual({
    id: 'kubernetes-bootstrap-token',
    title: 'Kubernetes bootstrap token',
    vendor: 'kubernetes',
    severity: 'critical',
    names: ['kubeadm', 'bootstrap token', 'discovery token'],
    shape: seq(lowerAlnum(6), '.', lowerAlnum(16)),
    example: 'kubeadm join --token',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
