import type { Detector } from '../src/engine/types.ts';
import {
  ALPHABET,
  base64,
  base64url,
  charset,
  contextual,
  fromBase64,
  lowerAlnum,
  seq,
  token,
  upperAlnum,
  uuid,
  word,
} from './helpers.ts';

const revoke = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html';
const ids =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids';

/**
 * The account number that an access key id of today holds: bits 1 to 40 behind the prefix, in base 32.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html says that it can be told.
 */
function accountOf(id: string): string | undefined {
  let bits = 0n;
  for (const c of id.slice(4, 14)) {
    const value = ALPHABET.base32.indexOf(c);
    if (value < 0) return undefined;
    bits = (bits << 5n) | BigInt(value);
  }
  // Ten characters are 50 bits; the account is 40 of them, after the first, which is always set in new ids.
  const account = (bits >> 9n) & ((1n << 40n) - 1n);
  return account < 1_000_000_000_000n ? account.toString().padStart(12, '0') : undefined;
}

export default [
  token({
    id: 'aws-access-key-id',
    title: 'AWS access key id',
    vendor: 'aws',
    severity: 'critical',
    shape: seq(word('AKIA', 'ABIA', 'ACCA'), upperAlnum(16)),
    // Worth a look alone: its secret may stand in another file. No more, for it opens nothing.
    confidence: 'possible',
    publicId: true,
    check(value) {
      const account = accountOf(value);
      return {
        verdict: 'unknown',
        note: account === undefined ? 'an id of the old form' : `of account ${account}`,
      };
    },
    revoke,
    documentation: ids,
  }),
  token({
    id: 'aws-temporary-access-key-id',
    title: 'AWS temporary access key id',
    vendor: 'aws',
    severity: 'medium',
    shape: seq('ASIA', upperAlnum(16)),
    confidence: 'possible',
    publicId: true,
    revoke,
    documentation: ids,
  }),
  contextual({
    id: 'aws-secret-access-key',
    title: 'AWS secret access key',
    vendor: 'aws',
    severity: 'critical',
    names: ['aws', 'secret access key', 'secret key', 'akia', 'asia', 's3 secret', 'amazon'],
    gap: 60,
    shape: base64(40),
    example: 'AWS_SECRET_ACCESS_KEY',
    confidence: 'likely',
    check: (value) =>
      /[A-Z]/.test(value) && /[a-z]/.test(value) && /\d/.test(value) && !/^[0-9a-f]+$|^YC[AMNOP]/.test(value)
        ? { verdict: 'unknown', note: '40 characters of base64 beside an AWS name' }
        : { verdict: 'invalid' },
    companion: { name: 'access key id', pattern: /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/ },
    revoke,
    documentation: ids,
  }),
  contextual({
    id: 'aws-session-token',
    title: 'AWS session token',
    vendor: 'aws',
    severity: 'medium',
    names: ['aws session token', 'session token', 'security token', 'x amz security token'],
    shape: { ...base64(100, 1200), source: '[A-Za-z0-9+/]{100,1200}={0,2}' },
    example: 'AWS_SESSION_TOKEN',
    check: (value) =>
      /^(?:IQoJ|FwoG|FQoG|AQoD)/.test(value)
        ? { verdict: 'unknown', note: 'begins as STS tokens do' }
        : { verdict: 'unknown' },
    reach: { before: 64, after: 1400 },
    documentation: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html',
  }),
  token({
    id: 'aws-mws-auth-token',
    title: 'Amazon MWS auth token',
    vendor: 'aws',
    shape: seq('amzn.mws.', uuid),
    documentation: 'https://developer-docs.amazon.com/sp-api/docs/what-is-the-selling-partner-api',
  }),
  token({
    id: 'aws-bedrock-api-key',
    title: 'Amazon Bedrock API key',
    vendor: 'aws',
    severity: 'critical',
    shape: { ...seq('ABSK', base64(109, 269)), source: 'ABSK[A-Za-z0-9+/]{109,269}={0,2}' },
    check: (value) =>
      fromBase64(value.slice(4))?.toString('latin1').startsWith('BedrockAPIKey-') === true
        ? { verdict: 'valid', note: 'names itself a Bedrock key' }
        : { verdict: 'unknown' },
    documentation: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
  }),
  token({
    id: 'aws-bedrock-short-term-api-key',
    title: 'Amazon Bedrock short-term API key',
    vendor: 'aws',
    severity: 'medium',
    shape: {
      ...seq('bedrock-api-key-', base64(100, 1500)),
      source: 'bedrock-api-key-[A-Za-z0-9+/]{100,1500}={0,2}',
    },
    reach: { before: 16, after: 1700 },
    documentation: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
  }),
  token({
    id: 'aws-login-with-amazon-secret',
    title: 'Login with Amazon client secret',
    vendor: 'aws',
    shape: seq('amzn1.oa2-cs.v1.', charset('0-9a-f', ALPHABET.hex, 64)),
    documentation: 'https://developer.amazon.com/docs/login-with-amazon/register-web.html',
  }),
  token({
    id: 'aws-appsync-api-key',
    title: 'AWS AppSync API key',
    vendor: 'aws',
    shape: seq('da2-', lowerAlnum(26)),
    documentation: 'https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html',
  }),
  contextual({
    id: 'aws-ses-smtp-password',
    title: 'Amazon SES SMTP password',
    vendor: 'aws',
    names: ['ses smtp', 'smtp password', 'smtp pass', 'amazonaws.com', 'ses password'],
    shape: { ...seq('B', base64(43)), prefix: '' },
    example: 'SES_SMTP_PASSWORD',
    documentation: 'https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html',
  }),
  token({
    id: 'aws-login-with-amazon-token',
    title: 'Login with Amazon token',
    vendor: 'aws',
    shape: {
      ...seq(word('Atza|', 'Atzr|'), base64url(100, 1500)),
      follow: '0-9A-Za-z_-',
    },
    reach: { before: 8, after: 1600 },
    documentation: 'https://developer.amazon.com/docs/login-with-amazon/access-token.html',
  }),
] satisfies Detector[];
