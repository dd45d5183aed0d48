import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, word } from './helpers.ts';
const documentation = 'https://www.coze.com/docs/developer_guides/pat';

export default [
  contextual({
    id: 'coze-access-token',
    title: 'Coze access token',
    vendor: 'coze',
    names: ['coze'],
    shape: seq(word('pat', 'sat'), '_', base62(64)),
    example: 'COZE_API_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
