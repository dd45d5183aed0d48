import type { Detector } from '../src/engine/types.ts';
import {
  base62,
  base64url,
  checkJwt,
  checksum,
  contextual,
  crcBase62,
  digits,
  hex,
  isPlaceholder,
  made,
  makeJwt,
  Random,
  seq,
  token,
} from './helpers.ts';
import type { Shape } from './helpers.ts';

const documentation =
  'https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/';
const revoke = 'https://github.com/settings/tokens';

/** The last six characters are a CRC-32 of the rest behind the prefix. */
const summed = (prefix: string, length: number): Shape =>
  made(seq(prefix, base62(length + 6)), (random) => {
    const body = random.base62(length);
    return prefix + body + crcBase62(body);
  });

const check = (value: string) => {
  const body = value.slice(value.indexOf('_') + 1);
  return checksum(crcBase62(body.slice(0, -6)) === body.slice(-6));
};

export default [
  token({
    id: 'github-personal-access-token',
    title: 'GitHub personal access token',
    vendor: 'github',
    severity: 'critical',
    shape: summed('ghp_', 30),
    check,
    revoke,
    documentation,
  }),
  token({
    id: 'github-oauth-access-token',
    title: 'GitHub OAuth access token',
    vendor: 'github',
    severity: 'critical',
    shape: summed('gho_', 30),
    check,
    revoke: 'https://github.com/settings/applications',
    documentation,
  }),
  token({
    id: 'github-user-to-server-token',
    title: 'GitHub App user token',
    vendor: 'github',
    shape: summed('ghu_', 30),
    check,
    revoke,
    documentation,
  }),
  token({
    id: 'github-app-installation-token',
    title: 'GitHub App installation token',
    vendor: 'github',
    shape: summed('ghs_', 30),
    check,
    revoke,
    documentation,
  }),
  token({
    id: 'github-app-installation-jwt',
    title: 'GitHub App installation token (JWT)',
    vendor: 'github',
    severity: 'medium',
    shape: {
      ...made(
        seq('ghs_', digits(5, 9), '_', base64url(80, 600)),
        (r) => `ghs_${r.digits(6)}_${makeJwt(r, { iss: 'github' })}`,
      ),
      source: 'ghs_\\d{1,12}_eyJ[0-9A-Za-z_-]{8,400}\\.[0-9A-Za-z_-]{16,1200}\\.[0-9A-Za-z_-]{16,700}',
    },
    reach: { before: 8, after: 1900 },
    check: (value) => {
      const checked = checkJwt(value.slice(value.indexOf('eyJ')));
      return checked.verdict === 'valid' ? checked : { verdict: 'unknown' };
    },
    revoke,
    documentation:
      'https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app',
  }),
  contextual({
    id: 'github-legacy-installation-token',
    title: 'GitHub App installation token (old form)',
    vendor: 'github',
    names: ['github', 'x access token'],
    shape: seq('v1.', hex(40)),
    example: 'GITHUB_APP_TOKEN',
    confidence: 'likely',
    documentation,
  }),
  token({
    id: 'github-app-refresh-token',
    title: 'GitHub App refresh token',
    vendor: 'github',
    shape: { ...summed('ghr_', 70), source: 'ghr_[0-9A-Za-z]{36,76}' },
    check,
    revoke,
    documentation,
  }),
  token({
    id: 'github-fine-grained-token',
    title: 'GitHub fine-grained personal access token',
    vendor: 'github',
    severity: 'critical',
    shape: made(seq('github_pat_', base62(22), '_', base62(59)), (random) => {
      const id = random.base62(22);
      const body = random.base62(53);
      return `github_pat_${id}_${body}${crcBase62(body)}`;
    }),
    // The checksum's input is not published for this kind, so it can confirm but not refuse.
    check: (value) => {
      const [, , id = '', body = ''] = value.split('_');
      const sum = body.slice(-6);
      return [body.slice(0, -6), `${id}_${body.slice(0, -6)}`, `github_pat_${id}_${body.slice(0, -6)}`].some(
        (text) => crcBase62(text) === sum,
      )
        ? { verdict: 'valid', note: 'checksum ok' }
        : { verdict: 'unknown' };
    },
    revoke,
    documentation,
  }),
  contextual({
    id: 'github-client-secret',
    title: 'GitHub OAuth client secret',
    vendor: 'github',
    names: ['github'],
    words: ['secret', 'token', 'auth', 'key', 'pat'],
    shape: hex(40),
    example: 'GITHUB_CLIENT_SECRET',
    documentation: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
  }),
  {
    id: 'github-url-token',
    title: 'GitHub token (old form) in a URL',
    vendor: 'github',
    severity: 'critical',
    keywords: ['@github.', ':x-oauth-basic@'],
    pattern:
      /(?<=:\/\/)(?:[\w.-]{1,60}:)?(?<secret>[0-9a-f]{40})(?::x-oauth-basic)?@(?:[\w-]{1,40}\.){0,3}github\./,
    reach: { before: 140, after: 20 },
    check: (value) =>
      isPlaceholder(value) ? { verdict: 'example', note: 'placeholder' } : { verdict: 'unknown' },
    revoke,
    documentation:
      'https://github.blog/developer-skills/github/easier-builds-and-deployments-using-git-over-https-and-oauth/',
    examples() {
      const random = new Random('github-url-token');
      const [a, b] = [random.hex(40), random.hex(40)];
      return {
        hits: [
          { text: `git clone https://${a}:x-oauth-basic@github.com/o/r.git`, secret: a },
          { text: `url = https://bob:${b}@github.com/o/r`, secret: b },
        ],
        misses: [`https://github.com/o/r/commit/${random.hex(40)}`, 'https://x:x-oauth-basic@github.com/o/r'],
      };
    },
  },
  contextual({
    id: 'github-legacy-token',
    title: 'GitHub personal access token (old form)',
    vendor: 'github',
    names: ['gh token', 'gh pat', 'ghe token', 'gh access token', 'github pat', 'gh enterprise token'],
    shape: hex(40),
    example: 'GH_TOKEN',
    severity: 'critical',
    revoke,
    documentation: documentation,
  }),
] satisfies Detector[];
