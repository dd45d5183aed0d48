import type { Detector } from '../src/engine/types.ts';
import { contextual, letters, seq } from './helpers.ts';
const documentation = 'https://docs.localstack.cloud/aws/getting-started/auth-token/';

export default [
  contextual({
    id: 'localstack-auth-token',
    title: 'LocalStack auth token',
    vendor: 'localstack',
    names: ['localstack'],
    shape: {
      ...seq('ls-', letters(8), '-', letters(4)),
      source: 'ls-[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12,16}',
      make: (r) => `ls-${r.base62(8)}-${r.base62(4)}-${r.digits(4)}-${r.base62(4)}-${r.base62(12)}`,
    },
    example: 'LOCALSTACK_AUTH_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
