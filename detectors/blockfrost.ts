import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, word } from './helpers.ts';
const documentation = 'https://docs.blockfrost.io/';

export default [
  contextual({
    id: 'blockfrost-project-id',
    title: 'Blockfrost project id',
    vendor: 'blockfrost',
    severity: 'medium',
    names: ['blockfrost'],
    shape: seq(word('mainnet', 'preview', 'preprod', 'testnet', 'ipfs'), base62(32)),
    example: 'BLOCKFROST_PROJECT_ID',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
