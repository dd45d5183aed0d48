import type { Detector } from '../src/engine/types.ts';
import { base62, base64, contextual, seq } from './helpers.ts';

const documentation = 'https://www.elastic.co/docs/deploy-manage/api-keys/elasticsearch-api-keys';

export default [
  contextual({
    id: 'elastic-api-key',
    title: 'Elastic API key',
    vendor: 'elastic',
    names: [
      'elasticsearch',
      'elastic api',
      'elastic cloud',
      'elastic apm',
      'elastic token',
      'elastic key',
      'apikey',
    ],
    shape: { ...base64(58, 60), source: '[A-Za-z0-9+/_-]{58,60}={0,2}' },
    example: 'ELASTIC_API_KEY',
    documentation,
  }),
  contextual({
    id: 'elastic-cloud-key',
    title: 'Elastic Cloud API key',
    vendor: 'elastic',
    names: ['elastic', 'ec api'],
    shape: { ...seq('essu_', base64(60, 120)), source: 'essu_[A-Za-z0-9+/]{60,160}={0,2}' },
    example: 'EC_API_KEY',
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'elastic-user-password',
    title: 'Elastic password of a user',
    vendor: 'elastic',
    names: [
      'cloud.auth',
      'elastic:',
      'elastic password',
      'elasticsearch password',
      'kibana password',
      'logstash password',
      'xpack password',
    ],
    shape: base62(20, 24),
    example: 'ELASTIC_PASSWORD',
    documentation:
      'https://www.elastic.co/docs/deploy-manage/users-roles/cluster-or-deployment-auth/built-in-users',
  }),
] satisfies Detector[];
