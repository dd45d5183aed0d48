import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq, token } from './helpers.ts';

const documentation = 'https://docs.metamask.io/services/get-started/infura/';

export default [
  token({
    id: 'infura-project-url',
    title: 'Infura project URL',
    vendor: 'infura',
    severity: 'medium',
    shape: { ...seq('infura.io/v3/', hex(32)), source: 'infura\\.io/(?:ws/)?v3/[0-9a-f]{32}' },
    documentation,
  }),
  contextual({
    id: 'infura-project-secret',
    title: 'Infura key',
    vendor: 'infura',
    names: ['infura'],
    shape: hex(32),
    example: 'INFURA_PROJECT_SECRET',
    // The project's id is the key of its address.
    publicPrefix: 0,
    hits: (random) => [{ name: 'INFURA_PROJECT_ID', value: random.hex(32) }],
    documentation,
  }),
] satisfies Detector[];
