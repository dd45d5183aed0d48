import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, seq } from './helpers.ts';
const documentation = 'https://docs.bigmodel.cn/';

export default [
  contextual({
    id: 'zhipu-api-key',
    title: 'Zhipu AI API key',
    vendor: 'zhipu',
    names: ['zhipu', 'zhipuai', 'glm', 'bigmodel'],
    shape: seq(hex(32), '.', base62(16)),
    example: 'ZHIPUAI_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
