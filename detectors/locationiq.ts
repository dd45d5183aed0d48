import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq } from './helpers.ts';
const documentation = 'https://docs.locationiq.com/docs/authentication';

export default [
  contextual({
    id: 'locationiq-token',
    title: 'LocationIQ token',
    vendor: 'locationiq',
    names: ['locationiq'],
    shape: seq('pk.', hex(32)),
    example: 'LOCATIONIQ_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
