import type { Detector } from '../src/engine/types.ts';
import { lowerAlnum, seq, token } from './helpers.ts';
const documentation = 'https://docs.ntfy.sh/publish/#access-tokens';

export default [
  token({
    id: 'ntfy-access-token',
    title: 'ntfy access token',
    vendor: 'ntfy',
    shape: seq('tk_', lowerAlnum(29)),
    documentation,
  }),
] satisfies Detector[];
