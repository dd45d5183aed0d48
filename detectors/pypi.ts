import type { Detector } from '../src/engine/types.ts';
import { base64url, fromBase64, made, seq, toBase64url, token } from './helpers.ts';

/** A macaroon: version 2, then the location as its first field. https://pypi.org/help/#apitoken */
function check(value: string) {
  const bytes = fromBase64(value.slice(value.indexOf('-') + 1));
  return bytes !== undefined && bytes[0] === 2 && bytes.subarray(0, 24).includes('pypi.org')
    ? ({ verdict: 'valid', note: 'parses as a macaroon of pypi.org' } as const)
    : ({ verdict: 'unknown' } as const);
}

const kind = (id: string, title: string, locations: readonly string[]) =>
  token({
    id,
    title,
    vendor: 'pypi',
    severity: 'critical',
    shape: made(seq('pypi-', base64url(50, 1000)), (random) => {
      const location = Buffer.from(random.pick(locations));
      const parts = [Buffer.from([2, 1, location.length]), location, Buffer.from([2]), random.bytes(110)];
      return `pypi-${toBase64url(Buffer.concat(parts))}`;
    }),
    check,
    revoke: 'https://pypi.org/manage/account/token/',
    documentation: 'https://pypi.org/help/#apitoken',
  });

export default [kind('pypi-api-token', 'PyPI API token', ['pypi.org', 'test.pypi.org'])] satisfies Detector[];
