import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://docs.codeclimate.com/';

export default [
  contextual({
    id: 'codeclimate-token',
    title: 'Code Climate token',
    vendor: 'codeclimate',
    severity: 'low',
    names: ['codeclimate', 'code climate', 'cc test reporter'],
    shape: hex(64),
    example: 'CC_TEST_REPORTER_ID',
    documentation,
  }),
] satisfies Detector[];
