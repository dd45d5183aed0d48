import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';
const documentation = 'https://coralogix.com/docs/user-guides/account-management/api-keys/';

export default [
  token({
    id: 'coralogix-api-key',
    title: 'Coralogix API key',
    vendor: 'coralogix',
    shape: seq(word('cxtp_', 'cxup_', 'cxth_'), base62(28, 40)),
    documentation,
  }),
] satisfies Detector[];
