import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token, word } from './helpers.ts';
const documentation = 'https://radar.com/documentation/api';

export default [
  token({
    id: 'radar-api-key',
    title: 'Radar API key',
    vendor: 'radar',
    shape: seq('prj_', word('live', 'test'), '_', word('sk', 'pk'), '_', hex(40)),
    keywords: ['prj_live_', 'prj_test_'],
    documentation,
  }),
] satisfies Detector[];
