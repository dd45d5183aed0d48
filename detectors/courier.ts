import type { Detector } from '../src/engine/types.ts';
import { seq, token, upperAlnum, word } from './helpers.ts';

const documentation = 'https://www.courier.com/docs/platform/';

export default [
  token({
    id: 'courier-auth-token',
    title: 'Courier token',
    vendor: 'courier',
    shape: seq('pk_', word('prod', 'test'), '_', upperAlnum(28)),
    keywords: ['pk_prod_', 'pk_test_'],
    confidence: 'possible',
    documentation,
  }),
] satisfies Detector[];
