import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq, word } from './helpers.ts';
const documentation = 'https://iexcloud.io/docs/';

export default [
  contextual({
    id: 'iex-cloud-token',
    title: 'IEX Cloud token',
    vendor: 'iex-cloud',
    names: ['iexcloud', 'iex'],
    shape: seq(word('sk_', 'pk_', 'Tsk_', 'Tpk_'), hex(32)),
    example: 'IEX_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
