import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, oneOf, seq, token } from './helpers.ts';
const documentation = 'https://cloud.baidu.com/doc/qianfan-api/s/ym9chdsy5';

export default [
  token({
    id: 'baidu-qianfan-api-key',
    title: 'Baidu Qianfan API key',
    vendor: 'baidu',
    shape: seq('bce-v3/ALTAK-', base62(21), '/', hex(40)),
    documentation,
  }),
  contextual({
    id: 'baidu-secret-key',
    title: 'Baidu Cloud key',
    vendor: 'baidu',
    names: ['qianfan', 'wenxin', 'ernie', 'baidu'],
    shape: oneOf(base62(32), hex(32)),
    example: 'QIANFAN_SECRET_KEY',
    documentation: documentation,
  }),
] satisfies Detector[];
