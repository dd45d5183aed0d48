import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://docs.roboflow.com/api-reference/authentication';

export default [
  contextual({
    id: 'roboflow-api-key',
    title: 'Roboflow API key',
    vendor: 'roboflow',
    names: ['roboflow'],
    shape: base62(20),
    example: 'ROBOFLOW_API_KEY',
    documentation,
  }),
] satisfies Detector[];
