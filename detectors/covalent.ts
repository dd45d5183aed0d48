import type { Detector } from '../src/engine/types.ts';
import { base62, hex, oneOf, seq, token } from './helpers.ts';
const documentation = 'https://goldrush.dev/docs/';

export default [
  token({
    id: 'covalent-api-key',
    title: 'Covalent API key',
    vendor: 'covalent',
    shape: oneOf(seq('ckey_', hex(27)), seq('cqt_', base62(26, 40))),
    documentation,
  }),
] satisfies Detector[];
