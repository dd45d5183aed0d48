import type { Detector } from '../src/engine/types.ts';
import { digits, hex, seq, token } from './helpers.ts';
const documentation = 'https://developers.meta.com/horizon/documentation/unity/ps-s2s-basics/';

export default [
  token({
    id: 'oculus-access-token',
    title: 'Meta Quest access token',
    vendor: 'oculus',
    shape: { ...seq('OC|', digits(15, 17), '|', hex(32)), source: 'OC\\|\\d{14,18}\\|[0-9a-f]{32}' },
    documentation,
  }),
] satisfies Detector[];
