import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq } from './helpers.ts';
const documentation = 'https://www.alibabacloud.com/help/en/model-studio/get-api-key';

export default [
  contextual({
    id: 'dashscope-api-key',
    title: 'Alibaba Model Studio API key',
    vendor: 'dashscope',
    names: ['dashscope', 'qwen', 'bailian', 'tongyi'],
    shape: seq('sk-', hex(32)),
    example: 'DASHSCOPE_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
