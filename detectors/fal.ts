import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq, uuid } from './helpers.ts';

const documentation = 'https://docs.fal.ai/authentication/key-based/';

export default [
  contextual({
    id: 'fal-key',
    title: 'fal.ai key',
    vendor: 'fal',
    names: ['fal key', 'fal ai', 'fal api'],
    shape: seq(uuid, ':', hex(32)),
    example: 'FAL_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
