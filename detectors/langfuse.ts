import type { Detector } from '../src/engine/types.ts';
import { seq, token, uuid } from './helpers.ts';

const documentation = 'https://langfuse.com/faq/all/where-are-langfuse-api-keys';

export default [
  token({
    id: 'langfuse-secret-key',
    title: 'Langfuse secret key',
    vendor: 'langfuse',
    shape: seq('sk-lf-', uuid),
    documentation,
  }),
] satisfies Detector[];
