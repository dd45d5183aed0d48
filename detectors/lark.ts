import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, token, uuid, word } from './helpers.ts';
const documentation = 'https://open.larksuite.com/document/client-docs/bot-v3/add-custom-bot';

export default [
  token({
    id: 'lark-webhook',
    title: 'Lark or Feishu bot webhook',
    vendor: 'lark',
    shape: {
      ...seq(word('open.feishu.cn', 'open.larksuite.com'), '/open-apis/bot/v2/hook/', uuid),
      source: 'open\\.(?:feishu\\.cn|larksuite\\.com)/open-apis/bot/(?:v2/)?hook/[0-9a-f-]{32,36}',
    },
    documentation,
  }),
  contextual({
    id: 'lark-app-secret',
    title: 'Lark or Feishu app secret',
    vendor: 'lark',
    names: ['feishu', 'lark'],
    shape: base62(32),
    example: 'FEISHU_APP_SECRET',
    words: ['secret', 'key', 'token'],
    documentation,
  }),
] satisfies Detector[];
