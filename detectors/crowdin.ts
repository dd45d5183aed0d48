import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://support.crowdin.com/enterprise/personal-access-tokens/';

export default [
  contextual({
    id: 'crowdin-token',
    title: 'Crowdin token',
    vendor: 'crowdin',
    severity: 'medium',
    names: ['crowdin'],
    shape: hex(80),
    example: 'CROWDIN_PERSONAL_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
