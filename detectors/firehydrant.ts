import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';
const documentation = 'https://docs.firehydrant.com/';

export default [
  token({
    id: 'firehydrant-api-key',
    title: 'FireHydrant API key',
    vendor: 'firehydrant',
    shape: seq('fhb-', hex(32)),
    documentation,
  }),
] satisfies Detector[];
