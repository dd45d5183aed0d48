import type { Detector } from '../src/engine/types.ts';
import { base64, contextual, uuid } from './helpers.ts';

const documentation = 'https://developer.hashicorp.com/consul/docs/security/acl';

export default [
  contextual({
    id: 'consul-token',
    title: 'Consul token',
    vendor: 'consul',
    names: ['consul'],
    shape: uuid,
    example: 'CONSUL_HTTP_TOKEN',
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'consul-gossip-key',
    title: 'Consul gossip key',
    vendor: 'consul',
    names: ['consul', 'gossip'],
    shape: {
      ...base64(43),
      source: '(?<!h1:)[A-Za-z0-9+/]{43}=',
      follow: '=',
      make: (r) => `${r.base64(43)}=`,
    },
    example: 'CONSUL_GOSSIP_KEY',
    misses: (random) => [`github.com/hashicorp/consul/api v1.32.1 h1:${random.base64(43)}=`],
    documentation,
  }),
] satisfies Detector[];
