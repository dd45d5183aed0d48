import type { Detector } from '../src/engine/types.ts';
import { base62, hex, seq, token } from './helpers.ts';

const documentation = 'https://buildkite.com/docs/apis/managing-api-tokens';

export default [
  token({
    id: 'buildkite-user-token',
    title: 'Buildkite API token',
    vendor: 'buildkite',
    shape: seq('bkua_', hex(40)),
    documentation,
  }),
  token({
    id: 'buildkite-agent-token',
    title: 'Buildkite agent token',
    vendor: 'buildkite',
    shape: seq('bkct_', base62(40, 64)),
    documentation,
  }),
  token({
    id: 'buildkite-portal-token',
    title: 'Buildkite portal token',
    vendor: 'buildkite',
    shape: seq('bkps_', base62(40, 64)),
    documentation,
  }),
] satisfies Detector[];
