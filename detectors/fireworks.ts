import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, oneOf, seq, token } from './helpers.ts';

const documentation = 'https://docs.fireworks.ai/getting-started/quickstart';

export default [
  token({
    id: 'fireworks-api-key',
    title: 'Fireworks API key',
    vendor: 'fireworks',
    shape: seq('fw_', base62(22, 26)),
    // The prefix is what the vendor's keys begin with; no page of theirs says so.
    confidence: 'possible',
    documentation,
  }),
  contextual({
    id: 'fireworks-key',
    title: 'Fireworks API key',
    vendor: 'fireworks',
    names: ['fireworks'],
    shape: oneOf(seq('fw_', base62(20, 30)), base62(48)),
    example: 'FIREWORKS_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
