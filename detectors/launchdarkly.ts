import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, oneOf, seq, token, uuid } from './helpers.ts';

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
  contextual({
    id: 'launchdarkly-access-token',
    title: 'LaunchDarkly access token',
    vendor: 'launchdarkly',
    names: ['launchdarkly', 'launch darkly', 'ld sdk', 'ld api'],
    shape: oneOf(base64url(40), uuid),
    example: 'LAUNCHDARKLY_ACCESS_TOKEN',
    documentation,
  }),
] satisfies Detector[];
