import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, seq, word } from './helpers.ts';
const documentation = 'https://platform.text.com/docs/authorization/agent-authorization';

export default [
  contextual({
    id: 'livechat-access-token',
    title: 'LiveChat access token',
    vendor: 'livechat',
    names: ['livechat', 'text.com'],
    shape: { ...seq(word('dal', 'fra'), ':', base64url(27)), prefix: '' },
    example: 'LIVECHAT_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
