import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://semgrep.dev/docs/';

export default [
  contextual({
    id: 'semgrep-app-token',
    title: 'Semgrep app token',
    vendor: 'semgrep',
    names: ['semgrep'],
    shape: hex(64),
    example: 'SEMGREP_APP_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
