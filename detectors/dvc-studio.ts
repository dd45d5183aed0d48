import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://dvc.org/doc/studio/user-guide/account-management';

export default [
  token({
    id: 'dvc-studio-token',
    title: 'DVC Studio access token',
    vendor: 'dvc-studio',
    shape: seq('isat_', base62(40, 60)),
    documentation,
  }),
] satisfies Detector[];
