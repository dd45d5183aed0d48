import type { Detector } from '../src/engine/types.ts';
import { LEFT, Random, checkJwt, makeJwt } from './helpers.ts';
import { namedAfterProduct } from './long-tail/named.ts';

export default [
  {
    id: 'json-web-token',
    title: 'JSON Web Token',
    vendor: 'generic',
    severity: 'medium',
    keywords: ['eyj'],
    pattern: new RegExp(
      String.raw`${LEFT}(?<!_)eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{4,8000}(?:\.[A-Za-z0-9_-]{16,2000})?(?![A-Za-z0-9_-])`,
    ),
    reach: { before: 0, after: 12_000 },
    publicPrefix: 3,
    confidence: 'possible',
    named: namedAfterProduct,
    check: checkJwt,
    documentation: 'https://www.rfc-editor.org/rfc/rfc7519',
    examples() {
      const random = new Random('json-web-token');
      return {
        hits: [
          makeJwt(random, { sub: random.lower(8), iat: 1_700_000_000 }),
          makeJwt(random, { iss: 'https://issuer.test', exp: 4_000_000_000 }),
        ],
        misses: [`eyJ${random.base62(20)}.eyJ${random.base62(30)}`, 'eyJhbGciOiJIUzI1NiJ9'],
      };
    },
  },
] satisfies Detector[];
