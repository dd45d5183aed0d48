import type { Detector } from '../src/engine/types.ts';
import { base62, hex, seq, token } from './helpers.ts';
const documentation = 'https://cloud.baidu.com/doc/qianfan-api/s/ym9chdsy5';

export default [
  token({
    id: 'baidu-qianfan-api-key',
    title: 'Baidu Qianfan API key',
    vendor: 'baidu',
    shape: seq('bce-v3/ALTAK-', base62(21), '/', hex(40)),
    documentation,
  }),
] satisfies Detector[];
