import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://www.lambdatest.com/support/docs/';

export default [
  contextual({
    id: 'lambdatest-access-key',
    title: 'LambdaTest key',
    vendor: 'lambdatest',
    severity: 'medium',
    names: ['lambdatest', 'lt access'],
    shape: base62(50),
    example: 'LT_ACCESS_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
