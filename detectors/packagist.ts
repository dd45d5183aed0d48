import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token, word } from './helpers.ts';

const documentation = 'https://packagist.com/docs/api';

export default [
  token({
    id: 'packagist-token',
    title: 'Packagist token',
    vendor: 'packagist',
    shape: seq('packagist_', word('ack', 'acs', 'out', 'uut', 'ort', 'urt'), '_', hex(76, 84)),
    documentation,
  }),
] satisfies Detector[];
