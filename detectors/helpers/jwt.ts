import type { CheckResult } from '../../src/engine/types.ts';
import { fromBase64, jsonObject, toBase64url } from './encoding.ts';
import type { Random } from './random.ts';

/** A compact JWS with the given payload and a made-up signature. */
export function makeJwt(
  random: Random,
  payload: object,
  header: object = { alg: 'HS256', typ: 'JWT' },
): string {
  const part = (o: object): string => toBase64url(JSON.stringify(o));
  return `${part(header)}.${part(payload)}.${random.base64url(43)}`;
}

/** Header and payload of a compact JWS (RFC 7515), if the text is one. */
function parseJwt(
  text: string,
): { header: Record<string, unknown>; payload: Record<string, unknown> } | undefined {
  const [head, body] = text.split('.');
  const header = jsonObject(fromBase64(head ?? '')?.toString('utf8') ?? '');
  const payload = jsonObject(fromBase64(body ?? '')?.toString('utf8') ?? '');
  return header && payload ? { header, payload } : undefined;
}

/** The check of a JWT: structure, algorithm, expiry (`exp`, seconds since 1970). */
export function checkJwt(text: string): CheckResult {
  const jwt = parseJwt(text);
  const alg = jwt?.header['alg'];
  if (!jwt || typeof alg !== 'string') {
    return text.split('.').length === 3
      ? { verdict: 'unknown', note: 'the form of a JWT, but it does not parse' }
      : { verdict: 'invalid' };
  }
  const { exp, sub, name, iss, role } = jwt.payload;
  if (sub === '1234567890' && typeof name === 'string' && name.startsWith('John')) {
    return { verdict: 'published', note: 'the example of jwt.io' };
  }
  if (iss === 'joe' && exp === 1300819380) return { verdict: 'published', note: 'the example of RFC 7519' };
  // Supabase: one key is made to be public, the other has a detector of its own.
  if (role === 'anon' && typeof iss === 'string' && iss.startsWith('supabase'))
    return { verdict: 'published', note: 'a Supabase anon key, which is public' };
  if (role === 'service_role') return { verdict: 'invalid' };
  const algorithm = /^[A-Za-z0-9+-]{2,16}$/.test(alg) ? alg : 'unknown algorithm';
  if (typeof exp === 'number' && Number.isFinite(exp)) {
    return { verdict: 'valid', note: `JWT, ${algorithm}, has an expiry`, expires: exp };
  }
  return { verdict: 'valid', note: `JWT, ${algorithm}, never expires` };
}
