import type { CheckResult, Detector } from '../src/engine/types.ts';
import {
  base62,
  base64,
  base64url,
  checksum,
  contextual,
  crcHex,
  fromBase64,
  made,
  oneOf,
  seq,
  toBase64,
  token,
} from './helpers.ts';
import type { Random } from './helpers.ts';

const documentation =
  'https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/';
const revoke = 'https://id.atlassian.com/manage-profile/security/api-tokens';

/** Ends in `=` and the CRC-32 of what is before it, as eight upper-case hex digits. */
const summed =
  (prefix: string) =>
  (random: Random): string => {
    const text = `${prefix}${random.base64url(183)}=`;
    return text + crcHex(text.slice(0, -1)).toUpperCase();
  };
const atlassian = summed('ATATT3');
const bitbucket = summed('ATCTT3');
const check = (value: string): CheckResult =>
  checksum(crcHex(value.slice(0, -9)).toUpperCase() === value.slice(-8));

export default [
  token({
    id: 'atlassian-api-token',
    title: 'Atlassian API token',
    vendor: 'atlassian',
    severity: 'critical',
    shape: made(
      {
        ...seq('ATATT3', base64url(180, 200)),
        source: 'ATATT3[A-Za-z0-9_-]{100,300}=[0-9A-F]{8}',
        follow: '0-9A-Za-z',
      },
      atlassian,
    ),
    check,
    revoke,
    documentation,
  }),
  token({
    id: 'bitbucket-repository-token',
    title: 'Bitbucket access token',
    vendor: 'atlassian',
    severity: 'critical',
    shape: made(
      {
        ...seq('ATCTT3', base64url(180, 200)),
        source: 'ATCTT3[A-Za-z0-9_-]{100,300}=[0-9A-F]{8}',
        follow: '0-9A-Za-z',
      },
      bitbucket,
    ),
    check,
    revoke,
    documentation,
  }),
  token({
    id: 'bitbucket-app-password',
    title: 'Bitbucket app password',
    vendor: 'atlassian',
    severity: 'critical',
    shape: seq('ATBB', base62(32)),
    revoke,
    documentation,
  }),
  token({
    id: 'bitbucket-data-center-token',
    title: 'Bitbucket Data Center HTTP access token',
    vendor: 'atlassian',
    severity: 'critical',
    shape: made(
      seq('BBDC-', base64(44)),
      (r) => `BBDC-${toBase64(Buffer.concat([Buffer.from(`${r.digits(12)}:`), r.bytes(20)]))}`,
    ),
    // Decodes to the number of the token, a colon and random bytes.
    check: (value) =>
      /^\d{6,16}:/.test(fromBase64(value.slice(5))?.toString('latin1') ?? '')
        ? { verdict: 'valid', note: 'holds the number of its token' }
        : { verdict: 'unknown' },
    documentation: 'https://confluence.atlassian.com/bitbucketserver/http-access-tokens-939515499.html',
  }),
  contextual({
    id: 'atlassian-legacy-token',
    title: 'Atlassian API token (old form)',
    vendor: 'atlassian',
    names: ['atlassian', 'jira', 'confluence', 'bitbucket'],
    words: ['token', 'key', 'password', 'secret'],
    shape: base62(24),
    example: 'JIRA_API_TOKEN',
    revoke,
    documentation,
  }),
  contextual({
    id: 'bitbucket-client-secret',
    title: 'Bitbucket OAuth secret',
    vendor: 'atlassian',
    names: ['bitbucket', 'atlassian', 'jira', 'confluence'],
    shape: oneOf(base64url(64), base62(32)),
    example: 'BITBUCKET_CLIENT_SECRET',
    words: ['secret', 'key', 'password', 'token', 'oauth'],
    documentation: 'https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/',
  }),
  contextual({
    id: 'atlassian-data-center-token',
    title: 'Jira or Confluence Data Center token',
    vendor: 'atlassian',
    names: ['jira', 'confluence', 'atlassian'],
    shape: {
      ...base64(44),
      source: '[MNO][TDjz][A-Za-z0-9+/]{42}',
      make: (r) => toBase64(`${r.digits(12)}:\\xc3${r.base62(19)}`).slice(0, 44),
    },
    example: 'JIRA_PAT',
    confidence: 'likely',
    documentation: 'https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html',
  }),
  token({
    id: 'atlassian-connect-token',
    title: 'Atlassian OAuth client secret',
    vendor: 'atlassian',
    shape: seq('ATOA', base64url(40, 120)),
    documentation: 'https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/',
  }),
] satisfies Detector[];
