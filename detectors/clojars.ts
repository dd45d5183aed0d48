import type { Detector } from '../src/engine/types.ts';
import { lowerAlnum, seq, token } from './helpers.ts';

const documentation = 'https://github.com/clojars/clojars-web/wiki/Deploy-Tokens';

export default [
  token({
    id: 'clojars-deploy-token',
    title: 'Clojars deploy token',
    vendor: 'clojars',
    severity: 'critical',
    shape: seq('CLOJARS_', lowerAlnum(60)),
    documentation,
  }),
] satisfies Detector[];
