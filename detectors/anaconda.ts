import type { Detector } from '../src/engine/types.ts';
import { contextual, lowerAlnum, oneOf, seq, uuid } from './helpers.ts';
const documentation = 'https://www.anaconda.com/docs/tools/anaconda-org/user-guide/work-with-accounts';

export default [
  contextual({
    id: 'anaconda-token',
    title: 'Anaconda token',
    vendor: 'anaconda',
    names: ['anaconda', 'conda'],
    shape: oneOf(seq('an-', uuid), seq(lowerAlnum(2), '-', uuid)),
    example: 'ANACONDA_API_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
