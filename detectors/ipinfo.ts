import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://ipinfo.io/developers';

export default [
  contextual({
    id: 'ipinfo-token',
    title: 'IPinfo token',
    vendor: 'ipinfo',
    severity: 'low',
    names: ['ipinfo'],
    shape: hex(14),
    example: 'IPINFO_TOKEN',
    documentation,
  }),
] satisfies Detector[];
