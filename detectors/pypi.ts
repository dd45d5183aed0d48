import type { Detector } from '../src/engine/types.ts';
import { base64url, fromBase64, made, seq, toBase64url, token } from './helpers.ts';

/** A macaroon: version 2, then the location as its first field. https://pypi.org/help/#apitoken */
function check(value: string) {
  const bytes = fromBase64(value.slice(value.indexOf('-') + 1));
  return bytes !== undefined && bytes[0] === 2 && bytes.subarray(0, 24).includes('pypi.org')
    ? ({ verdict: 'valid', note: 'parses as a macaroon of pypi.org' } as const)
    : ({ verdict: 'unknown' } as const);
}

const kind = (id: string, title: string, location: string) =>
  token({
    id,
    title,
    vendor: 'pypi',
    severity: 'critical',
    shape: made(
      seq('pypi-', base64url(85, 400)),
      (random) =>
        `pypi-${toBase64url(Buffer.concat([Buffer.from([2, 1, location.length]), Buffer.from(location), Buffer.from([2]), random.bytes(110)]))}`,
    ),
    check,
    revoke: 'https://pypi.org/manage/account/token/',
    documentation: 'https://pypi.org/help/#apitoken',
  });

export default [kind('pypi-api-token', 'PyPI API token', 'pypi.org')] satisfies Detector[];
