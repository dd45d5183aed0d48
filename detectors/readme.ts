import type { Detector } from '../src/engine/types.ts';
import { lowerAlnum, seq, token } from './helpers.ts';

const documentation = 'https://docs.readme.com/main/reference/intro/authentication';

export default [
  token({
    id: 'readme-api-key',
    title: 'ReadMe API key',
    vendor: 'readme',
    severity: 'medium',
    shape: seq('rdme_', lowerAlnum(70)),
    documentation,
  }),
] satisfies Detector[];
