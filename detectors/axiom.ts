import type { Detector } from '../src/engine/types.ts';
import { seq, token, uuid, word } from './helpers.ts';

const documentation = 'https://axiom.co/docs/reference/tokens';

export default [
  token({
    id: 'axiom-api-token',
    title: 'Axiom token',
    vendor: 'axiom',
    shape: seq('xa', word('at', 'pt', 'it'), '-', uuid),
    keywords: ['xaat-', 'xapt-', 'xait-'],
    documentation,
  }),
] satisfies Detector[];
