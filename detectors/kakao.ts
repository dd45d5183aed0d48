import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://developers.kakao.com/docs/latest/en/getting-started/app-key';

export default [
  contextual({
    id: 'kakao-app-key',
    title: 'Kakao app key',
    vendor: 'kakao',
    names: ['kakao'],
    shape: hex(32),
    example: 'KAKAO_REST_API_KEY',
    documentation,
  }),
] satisfies Detector[];
