import type { Detector } from '../src/engine/types.ts';
import { seq, token, uuid } from './helpers.ts';

const documentation = 'https://wakatime.com/developers';

export default [
  token({
    id: 'wakatime-api-key',
    title: 'WakaTime API key',
    vendor: 'wakatime',
    severity: 'low',
    shape: seq('waka_', uuid),
    documentation,
  }),
] satisfies Detector[];
