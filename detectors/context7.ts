import type { Detector } from '../src/engine/types.ts';
import { seq, token, uuid } from './helpers.ts';
const documentation = 'https://context7.com/docs';

export default [
  token({
    id: 'context7-api-key',
    title: 'Context7 API key',
    vendor: 'context7',
    shape: seq('ctx7sk-', uuid),
    documentation,
  }),
] satisfies Detector[];
