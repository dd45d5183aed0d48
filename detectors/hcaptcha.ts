import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';
const documentation = 'https://docs.hcaptcha.com/';

export default [
  token({
    id: 'hcaptcha-secret',
    title: 'hCaptcha account secret',
    vendor: 'hcaptcha',
    shape: seq('ES_', hex(32)),
    documentation,
  }),
] satisfies Detector[];
