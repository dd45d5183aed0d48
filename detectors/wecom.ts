import type { Detector } from '../src/engine/types.ts';
import { seq, token, uuid } from './helpers.ts';
const documentation = 'https://developer.work.weixin.qq.com/document/path/91770';

export default [
  token({
    id: 'wecom-webhook',
    title: 'WeCom robot webhook',
    vendor: 'wecom',
    shape: seq('qyapi.weixin.qq.com/cgi-bin/webhook/send?key=', uuid),
    documentation,
  }),
] satisfies Detector[];
