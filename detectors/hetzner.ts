import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://docs.hetzner.cloud/';

export default [
  contextual({
    id: 'hetzner-api-token',
    title: 'Hetzner Cloud API token',
    vendor: 'hetzner',
    severity: 'critical',
    names: ['hetzner', 'hcloud'],
    shape: base62(64),
    example: 'HCLOUD_TOKEN',
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'hetzner-dns-token',
    title: 'Hetzner DNS token',
    vendor: 'hetzner',
    names: ['hetzner'],
    shape: base62(32),
    example: 'HETZNER_DNS_TOKEN',
    documentation: 'https://dns.hetzner.com/api-docs',
  }),
] satisfies Detector[];
