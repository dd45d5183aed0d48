import type { CheckResult, Detector } from '../src/engine/types.ts';
import { base62, base64url, crcBase62, made, seq, toBase64url, token, word } from './helpers.ts';
const documentation = 'https://spec.matrix.org/latest/client-server-api/';

/** Ends in the CRC-32 of all before the last `_`, in base 62; which case comes first differs between the servers. */
function check(value: string): CheckResult {
  const cut = value.lastIndexOf('_');
  const sum = crcBase62(value.slice(0, cut));
  const swapped = Array.from(sum, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join(
    '',
  );
  return value.endsWith(`_${sum}`) || value.endsWith(`_${swapped}`)
    ? { verdict: 'valid', note: 'checksum ok' }
    : { verdict: 'unknown' };
}

const summed = (text: string): string => `${text}_${crcBase62(text)}`;

export default [
  token({
    id: 'matrix-access-token',
    title: 'Matrix access token',
    vendor: 'matrix',
    shape: {
      ...seq('syt_', base64url(4, 40), '_', base62(20), '_', base62(6)),
      source: 'syt_[0-9A-Za-z+/=_-]{4,80}_[0-9A-Za-z]{20}_[0-9A-Za-z]{6}',
      make: (r) => summed(`syt_${toBase64url(r.lower(8))}_${r.base62(20)}`),
    },
    check,
    documentation,
  }),
  token({
    id: 'matrix-auth-service-token',
    title: 'Matrix Authentication Service token',
    vendor: 'matrix',
    shape: made(seq(word('mat_', 'mct_', 'mar_'), base62(30), '_', base62(6)), (r) =>
      summed(`${r.pick(['mat_', 'mct_', 'mar_'])}${r.base62(30)}`),
    ),
    check,
    documentation,
  }),
] satisfies Detector[];
