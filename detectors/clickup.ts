import type { Detector } from '../src/engine/types.ts';
import { digits, seq, token, upperAlnum } from './helpers.ts';

const documentation = 'https://developer.clickup.com/docs/authentication';

export default [
  token({
    id: 'clickup-token',
    title: 'ClickUp token',
    vendor: 'clickup',
    shape: seq('pk_', digits(6, 9), '_', upperAlnum(32)),
    documentation,
  }),
] satisfies Detector[];
