import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://amplitude.com/docs/apis/authentication';

export default [
  contextual({
    id: 'amplitude-secret-key',
    title: 'Amplitude key',
    vendor: 'amplitude',
    severity: 'medium',
    names: ['amplitude'],
    shape: hex(32),
    example: 'AMPLITUDE_SECRET_KEY',
    documentation,
  }),
] satisfies Detector[];
