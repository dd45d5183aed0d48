import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, token } from './helpers.ts';

const documentation = 'https://www.tencentcloud.com/document/product/598/34228';

export default [
  token({
    id: 'tencent-secret-id',
    title: 'Tencent Cloud secret id',
    vendor: 'tencent',
    severity: 'medium',
    shape: seq('AKID', base62(32)),
    confidence: 'possible',
    documentation,
  }),
  contextual({
    id: 'tencent-secret-key',
    title: 'Tencent Cloud secret key',
    vendor: 'tencent',
    severity: 'critical',
    names: ['tencent', 'qcloud', 'akid'],
    shape: base62(32),
    example: 'TENCENT_SECRET_KEY',
    documentation,
  }),
] satisfies Detector[];
