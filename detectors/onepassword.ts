import type { Detector } from '../src/engine/types.ts';
import {
  base64url,
  fromBase64,
  jsonObject,
  made,
  oneOf,
  seq,
  toBase64,
  token,
  upperAlnum,
} from './helpers.ts';

const documentation = 'https://developer.1password.com/docs/service-accounts/security/';

export default [
  token({
    id: 'onepassword-service-account-token',
    title: '1Password service account token',
    vendor: 'onepassword',
    severity: 'critical',
    shape: made(
      { ...seq('ops_', base64url(250, 1400)), source: 'ops_eyJ[A-Za-z0-9_-]{200,1500}={0,2}' },
      (r) =>
        `ops_${toBase64(JSON.stringify({ signInAddress: 'my.1password.com', userAuth: { method: 'SRPg-4096', alg: 'PBES2g-HS256', iterations: 650000, salt: r.base62(22) }, email: 'x', srpX: r.hex(64), muk: { k: r.base64url(43) } })).replace(/[+/]/g, 'A')}`,
    ),
    check: (value) =>
      jsonObject(fromBase64(value.slice(4))?.toString('utf8') ?? '')?.['signInAddress'] === undefined
        ? { verdict: 'unknown' }
        : { verdict: 'valid', note: 'decodes to the login of a service account' },
    reach: { before: 8, after: 1700 },
    documentation,
  }),
  token({
    id: 'onepassword-secret-key',
    title: '1Password secret key',
    vendor: 'onepassword',
    severity: 'critical',
    shape: seq(
      'A3-',
      upperAlnum(6),
      '-',
      oneOf(seq(upperAlnum(11)), seq(upperAlnum(6), '-', upperAlnum(5))),
      '-',
      upperAlnum(5),
      '-',
      upperAlnum(5),
      '-',
      upperAlnum(5),
    ),
    documentation,
  }),
] satisfies Detector[];
