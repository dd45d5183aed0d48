import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, checkJwt, contextual, hex, made, makeJwt, oneOf, seq, token } from './helpers.ts';
import type { Shape } from './helpers.ts';
const documentation = 'https://buildkite.com/docs/platform/security/tokens';

/** Since 2025 a base64 number and a dot stand between the prefix and the random part. */
const numbered = (prefix: string, body: Shape): Shape => ({
  ...seq(prefix, body),
  source: `${prefix}(?:[0-9A-Za-z_-]{2,12}\\.)?${body.source}`,
  make: (r) => (r.below(2) === 0 ? `${prefix}MTA.${body.make(r)}` : prefix + body.make(r)),
});

export default [
  token({
    id: 'buildkite-user-token',
    title: 'Buildkite API token',
    vendor: 'buildkite',
    shape: numbered('bkua_', base62(40, 60)),
    documentation,
  }),
  token({
    id: 'buildkite-agent-token',
    title: 'Buildkite agent token',
    vendor: 'buildkite',
    shape: numbered('bkct_', base62(40, 80)),
    documentation,
  }),
  token({
    id: 'buildkite-agent-session-token',
    title: 'Buildkite agent session token',
    vendor: 'buildkite',
    shape: numbered('bkaa_', base62(40, 90)),
    documentation,
  }),
  token({
    id: 'buildkite-agent-registration-token',
    title: 'Buildkite unclustered agent token',
    vendor: 'buildkite',
    shape: numbered('bkar_', base62(40, 90)),
    documentation,
  }),
  token({
    id: 'buildkite-job-token',
    title: 'Buildkite agent job token',
    vendor: 'buildkite',
    severity: 'medium',
    shape: {
      ...made(seq('bkaj_', base64url(80, 600)), (r) => `bkaj_${makeJwt(r, { iss: 'buildkite' })}`),
      source: 'bkaj_eyJ[0-9A-Za-z_-]{8,200}\\.[0-9A-Za-z_-]{16,800}\\.[0-9A-Za-z_-]{16,200}',
    },
    reach: { before: 8, after: 1300 },
    check: (value) => {
      const checked = checkJwt(value.slice(value.indexOf('eyJ')));
      return checked.verdict === 'valid' ? checked : { verdict: 'unknown' };
    },
    documentation,
  }),
  token({
    id: 'buildkite-portal-token',
    title: 'Buildkite portal token',
    vendor: 'buildkite',
    shape: numbered('bkps_', base62(40, 90)),
    // Its prefix stands in no published list.
    confidence: 'possible',
    documentation,
  }),
  contextual({
    id: 'buildkite-legacy-token',
    title: 'Buildkite token (old form)',
    vendor: 'buildkite',
    names: ['buildkite'],
    words: ['token', 'key', 'secret'],
    shape: oneOf(hex(40), hex(50), base62(50)),
    example: 'BUILDKITE_AGENT_TOKEN',
    documentation: 'https://buildkite.com/docs/agent/v3/tokens',
  }),
] satisfies Detector[];
