import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://docs.agora.io/en/';

export default [
  contextual({
    id: 'agora-app-certificate',
    title: 'Agora certificate',
    vendor: 'agora',
    names: ['agora'],
    shape: hex(32),
    example: 'AGORA_APP_CERTIFICATE',
    documentation,
  }),
] satisfies Detector[];
