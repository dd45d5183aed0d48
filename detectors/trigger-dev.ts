import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';

const documentation = 'https://trigger.dev/docs/apikeys';

export default [
  token({
    id: 'trigger-dev-key',
    title: 'Trigger.dev key',
    vendor: 'trigger-dev',
    shape: seq('tr_', word('prod', 'dev', 'stg', 'preview', 'pat'), '_', base62(20, 44)),
    documentation,
  }),
] satisfies Detector[];
