import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, oneOf } from './helpers.ts';
const documentation = 'https://developers.weixin.qq.com/doc/';

export default [
  contextual({
    id: 'wechat-app-secret',
    title: 'WeChat app secret',
    vendor: 'wechat',
    names: ['wechat', 'weixin', 'wx secret', 'wxsecret', 'appsecret', 'wx app'],
    shape: oneOf(hex(32), base64url(43)),
    example: 'WECHAT_APP_SECRET',
    documentation,
  }),
] satisfies Detector[];
