import type { Detector } from '../src/engine/types.ts';
import { contextual, seq, token, uuid } from './helpers.ts';
const documentation = 'https://www.helius.dev/docs';

export default [
  token({
    id: 'helius-url',
    title: 'Helius URL',
    vendor: 'helius',
    shape: { ...seq('helius-rpc.com/?api-key=', uuid) },
    documentation,
  }),
  contextual({
    id: 'helius-api-key',
    title: 'Helius API key',
    vendor: 'helius',
    names: ['helius'],
    shape: uuid,
    example: 'HELIUS_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
