import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://jumpcloud.com/support/jumpcloud-apis1';

export default [
  contextual({
    id: 'jumpcloud-api-key',
    title: 'JumpCloud API key',
    vendor: 'jumpcloud',
    names: ['jumpcloud'],
    shape: hex(40),
    example: 'JUMPCLOUD_API_KEY',
    documentation,
  }),
] satisfies Detector[];
