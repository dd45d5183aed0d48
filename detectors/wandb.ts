import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, seq, token } from './helpers.ts';

const documentation = 'https://docs.wandb.ai/support/find_api_key/';

export default [
  contextual({
    id: 'wandb-api-key',
    title: 'Weights & Biases API key',
    vendor: 'wandb',
    names: ['wandb', 'weights biases'],
    shape: hex(40),
    example: 'WANDB_API_KEY',
    confidence: 'likely',
    documentation,
  }),
  token({
    id: 'wandb-key',
    title: 'Weights & Biases key',
    vendor: 'wandb',
    shape: seq('wandb_v1_', base64url(60, 80)),
    documentation,
  }),
] satisfies Detector[];
