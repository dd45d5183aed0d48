import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, crcBase36, hex, made, oneOf, seq, token } from './helpers.ts';
import type { Shape } from './helpers.ts';

const documentation = 'https://docs.gitlab.com/security/tokens/#token-prefixes';
const revoke = 'https://docs.gitlab.com/security/responding_to_a_security_incident/';

/**
 * Routable tokens end in `.PPLLCCCCCCC`: two characters of version, two of the payload's length, seven of CRC-32 in base
 * 36 over everything before. https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/routable_tokens/
 */
function check(value: string) {
  const dot = value.lastIndexOf('.');
  if (dot === -1) return { verdict: 'unknown' } as const;
  return crcBase36(value.slice(0, -7)) === value.slice(-7)
    ? ({ verdict: 'valid', note: 'checksum ok' } as const)
    : ({ verdict: 'unknown' } as const);
}

const routable = (prefix: string, min = 20, max = 64): Shape => ({
  ...made(seq(prefix, base64url(min, max)), (random) => {
    if (random.below(2) === 0) return prefix + random.base62(min);
    const text = `${prefix}${random.base62(27)}.01.0z`;
    return text + crcBase36(text);
  }),
  source: `${prefix}[0-9A-Za-z_-]{${min},300}(?:\\.[0-9a-z]{2}\\.[0-9a-z]{9}|\\.[0-9a-z]{9,11})?`,
  follow: '0-9A-Za-z_-',
});

const kinds: readonly (readonly [string, string, string, Detector['severity']?])[] = [
  ['gitlab-personal-access-token', 'GitLab personal access token', 'glpat-', 'critical'],
  ['gitlab-oauth-application-secret', 'GitLab OAuth application secret', 'gloas-'],
  ['gitlab-deploy-token', 'GitLab deploy token', 'gldt-'],
  ['gitlab-runner-token', 'GitLab runner authentication token', 'glrt-'],
  ['gitlab-runner-registration-token', 'GitLab created runner token', 'glrtr-'],
  ['gitlab-ci-job-token', 'GitLab CI/CD job token', 'glcbt-', 'medium'],
  ['gitlab-pipeline-trigger-token', 'GitLab pipeline trigger token', 'glptt-'],
  ['gitlab-feed-token', 'GitLab feed token', 'glft-', 'medium'],
  ['gitlab-incoming-mail-token', 'GitLab incoming mail token', 'glimt-', 'medium'],
  ['gitlab-agent-token', 'GitLab agent for Kubernetes token', 'glagent-'],
  ['gitlab-scim-token', 'GitLab SCIM token', 'glsoat-'],
  ['gitlab-feature-flags-token', 'GitLab feature flags client token', 'glffct-', 'medium'],
  ['gitlab-workspace-token', 'GitLab workspace token', 'glwt-'],
];

export default [
  ...kinds.map(([id, title, prefix, severity = 'high']) =>
    token({ id, title, vendor: 'gitlab', severity, shape: routable(prefix), check, revoke, documentation }),
  ),
  token({
    id: 'gitlab-session-cookie',
    title: 'GitLab session cookie',
    vendor: 'gitlab',
    severity: 'medium',
    shape: seq('_gitlab_session=', hex(32)),
    documentation,
  }),
  token({
    id: 'gitlab-registration-token',
    title: 'GitLab runner registration token',
    vendor: 'gitlab',
    shape: seq('GR1348941', base64url(20, 50)),
    documentation,
  }),
  contextual({
    id: 'gitlab-legacy-token',
    title: 'GitLab token (old form)',
    vendor: 'gitlab',
    names: ['gitlab', 'private token', 'ci job token', 'ci build token'],
    words: ['token', 'pat', 'key', 'secret', 'password'],
    shape: oneOf(hex(64), base64url(20)),
    example: 'GITLAB_PRIVATE_TOKEN',
    revoke,
    documentation: 'https://docs.gitlab.com/security/tokens/',
  }),
  contextual({
    id: 'gitlab-header-token',
    title: 'GitLab token in a header',
    vendor: 'gitlab',
    names: ['private token', 'job token', 'ci job token', 'ci build token', 'deploy token'],
    shape: base64url(20),
    example: 'PRIVATE-TOKEN',
    revoke,
    documentation: 'https://docs.gitlab.com/api/rest/authentication/',
  }),
] satisfies Detector[];
