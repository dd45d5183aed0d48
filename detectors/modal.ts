import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://modal.com/docs/guide/modal-user-account-setup';

export default [
  token({
    id: 'modal-token-secret',
    title: 'Modal token secret',
    vendor: 'modal',
    shape: seq('as-', base62(22)),
    documentation,
  }),
  token({
    id: 'modal-token-id',
    title: 'Modal token id',
    vendor: 'modal',
    severity: 'low',
    shape: seq('ak-', base62(22)),
    confidence: 'possible',
    documentation,
  }),
] satisfies Detector[];
