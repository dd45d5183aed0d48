import type { Detector } from '../src/engine/types.ts';
import { seq, token, uuid } from './helpers.ts';

const documentation = 'https://launchdarkly.com/docs/home/account/api';

export default [
  token({
    id: 'launchdarkly-api-token',
    title: 'LaunchDarkly API token',
    vendor: 'launchdarkly',
    shape: seq('api-', uuid),
    documentation,
  }),
  token({
    id: 'launchdarkly-sdk-key',
    title: 'LaunchDarkly SDK key',
    vendor: 'launchdarkly',
    severity: 'medium',
    shape: seq('sdk-', uuid),
    documentation,
  }),
  token({
    id: 'launchdarkly-mobile-key',
    title: 'LaunchDarkly mobile key',
    vendor: 'launchdarkly',
    severity: 'low',
    shape: seq('mob-', uuid),
    documentation,
  }),
] satisfies Detector[];
