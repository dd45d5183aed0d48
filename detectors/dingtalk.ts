import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, oneOf, seq, token } from './helpers.ts';
const documentation = 'https://open.dingtalk.com/document/robots/custom-robot-access';

export default [
  token({
    id: 'dingtalk-webhook',
    title: 'DingTalk robot webhook',
    vendor: 'dingtalk',
    shape: seq('oapi.dingtalk.com/robot/send?access_token=', hex(64)),
    documentation,
  }),
  contextual({
    id: 'dingtalk-secret',
    title: 'DingTalk robot secret',
    vendor: 'dingtalk',
    names: ['dingtalk', 'ding talk', 'ding secret'],
    shape: oneOf(seq('SEC', hex(64)), base64url(64), hex(64)),
    example: 'DINGTALK_SECRET',
    documentation,
  }),
] satisfies Detector[];
