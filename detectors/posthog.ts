import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://posthog.com/docs/api';

export default [
  token({
    id: 'posthog-personal-key',
    title: 'PostHog personal API key',
    vendor: 'posthog',
    shape: seq('phx_', base62(43, 47)),
    documentation,
  }),
  token({
    id: 'posthog-project-key',
    title: 'PostHog project key',
    vendor: 'posthog',
    severity: 'low',
    shape: seq('phc_', base62(43)),
    confidence: 'possible',
    documentation,
  }),
] satisfies Detector[];
