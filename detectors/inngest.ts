import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token, word } from './helpers.ts';

const documentation = 'https://www.inngest.com/docs/platform/signing-keys';

export default [
  token({
    id: 'inngest-signing-key',
    title: 'Inngest signing key',
    vendor: 'inngest',
    shape: seq('signkey-', word('prod', 'test', 'branch'), '-', hex(32, 64)),
    documentation,
  }),
] satisfies Detector[];
