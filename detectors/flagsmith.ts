import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://docs.flagsmith.com/';

export default [
  token({
    id: 'flagsmith-key',
    title: 'Flagsmith server key',
    vendor: 'flagsmith',
    severity: 'medium',
    shape: seq('ser.', base62(22)),
    documentation,
  }),
] satisfies Detector[];
