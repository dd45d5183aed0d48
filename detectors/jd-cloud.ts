import type { Detector } from '../src/engine/types.ts';
import { seq, token, upperAlnum } from './helpers.ts';
const documentation = 'https://docs.jdcloud.com/en/account-management/accesskey-management';

export default [
  token({
    id: 'jd-cloud-access-key',
    title: 'JD Cloud access key',
    vendor: 'jd-cloud',
    shape: seq('JDC_', upperAlnum(25, 32)),
    confidence: 'possible',
    documentation,
  }),
] satisfies Detector[];
