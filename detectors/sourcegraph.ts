import type { Detector } from '../src/engine/types.ts';
import { hex, oneOf, seq, token, word } from './helpers.ts';

const documentation = 'https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token';

export default [
  token({
    id: 'sourcegraph-token',
    title: 'Sourcegraph access token',
    vendor: 'sourcegraph',
    shape: seq(
      'sgp_',
      oneOf(seq(word('local', 'aaaaaaaaaaaaaaaa'), '_', hex(40)), seq(hex(16), '_', hex(40)), hex(40)),
    ),
    documentation,
  }),
  token({
    id: 'sourcegraph-cody-token',
    title: 'Cody gateway token',
    vendor: 'sourcegraph',
    shape: seq('slk_', hex(64)),
    documentation,
  }),
  token({
    id: 'sourcegraph-license',
    title: 'Sourcegraph dotcom token',
    vendor: 'sourcegraph',
    shape: seq('sgd_', hex(64)),
    documentation,
  }),
] satisfies Detector[];
