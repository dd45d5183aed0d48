import type { Detector } from '../src/engine/types.ts';
import { contextual, base62, hex, seq, word } from './helpers.ts';

const documentation = 'https://docs.dagster.io/';

export default [
  contextual({
    id: 'dagster-token',
    title: 'Dagster+ token',
    vendor: 'dagster',
    names: ['dagster'],
    example: 'DAGSTER_CLOUD_API_TOKEN',
    shape: seq(word('user', 'agent'), ':', base62(2, 30), ':', hex(32)),
    documentation,
  }),
] satisfies Detector[];
