import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://labelstud.io/guide/access_tokens';

export default [
  contextual({
    id: 'label-studio-token',
    title: 'Label Studio token',
    vendor: 'label-studio',
    names: ['label studio', 'labelstudio'],
    shape: hex(40),
    example: 'LABEL_STUDIO_API_KEY',
    documentation,
  }),
] satisfies Detector[];
