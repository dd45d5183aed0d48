import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token, word } from './helpers.ts';
const documentation = 'https://www.logicmonitor.com/support/bearer-token';

export default [
  token({
    id: 'logicmonitor-token',
    title: 'LogicMonitor token',
    vendor: 'logicmonitor',
    shape: {
      ...seq(word('lmb_', 'lma_'), base64url(40, 200)),
      source: 'lm[ab]_[0-9A-Za-z+/=_^()\\[\\]{}~!@$%*-]{30,260}[0-9A-Za-z=]',
    },
    documentation,
  }),
] satisfies Detector[];
