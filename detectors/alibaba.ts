import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, token } from './helpers.ts';

const documentation = 'https://www.alibabacloud.com/help/ram/user-guide/create-an-accesskey-pair';

export default [
  token({
    id: 'alibaba-access-key-id',
    title: 'Alibaba Cloud access key id',
    vendor: 'alibaba',
    severity: 'medium',
    shape: seq('LTAI', base62(12, 24)),
    confidence: 'possible',
    documentation,
  }),
  contextual({
    id: 'alibaba-access-key-secret',
    title: 'Alibaba Cloud access key secret',
    vendor: 'alibaba',
    severity: 'critical',
    names: ['alibaba', 'aliyun', 'ltai', 'alicloud', 'oss secret', 'accesskeysecret', 'access key secret'],
    shape: base62(30),
    example: 'ALIYUN_ACCESS_KEY_SECRET',
    documentation,
  }),
] satisfies Detector[];
