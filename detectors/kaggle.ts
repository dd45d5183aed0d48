import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq, token } from './helpers.ts';
const documentation = 'https://www.kaggle.com/docs/api';

export default [
  token({
    id: 'kaggle-api-token',
    title: 'Kaggle API token',
    vendor: 'kaggle',
    shape: seq('KGAT_', hex(32)),
    documentation,
  }),
  contextual({
    id: 'kaggle-key',
    title: 'Kaggle key',
    vendor: 'kaggle',
    names: ['kaggle'],
    shape: hex(32),
    example: 'KAGGLE_KEY',
    documentation,
  }),
] satisfies Detector[];
