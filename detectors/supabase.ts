import type { Detector } from '../src/engine/types.ts';
import { LEFT, Random, base64url, fromBase64, hex, jsonObject, makeJwt, seq, token } from './helpers.ts';

const documentation = 'https://supabase.com/docs/guides/api/api-keys';

export default [
  token({
    id: 'supabase-access-token',
    title: 'Supabase access token',
    vendor: 'supabase',
    severity: 'critical',
    shape: seq('sbp_', hex(40)),
    documentation,
  }),
  token({
    id: 'supabase-secret-key',
    title: 'Supabase secret key',
    vendor: 'supabase',
    severity: 'critical',
    shape: seq('sb_secret_', base64url(31, 45)),
    documentation,
  }),
  token({
    id: 'supabase-oauth-token',
    title: 'Supabase OAuth token',
    vendor: 'supabase',
    severity: 'critical',
    shape: seq('sbp_oauth_', hex(40)),
    documentation,
  }),
  {
    id: 'supabase-service-role-key',
    title: 'Supabase service role key',
    vendor: 'supabase',
    severity: 'critical',
    keywords: ['eyj'],
    pattern: new RegExp(
      String.raw`${LEFT}(?<!_)eyJ[A-Za-z0-9_-]{8,200}\.eyJ[A-Za-z0-9_-]{40,800}\.[A-Za-z0-9_-]{16,400}(?![A-Za-z0-9_-])`,
    ),
    reach: { before: 0, after: 1500 },
    publicPrefix: 3,
    check(value) {
      const { role } = jsonObject(fromBase64(value.split('.')[1] ?? '')?.toString('utf8') ?? '') ?? {};
      return role === 'service_role'
        ? { verdict: 'valid', note: 'JWT of the service role' }
        : { verdict: 'invalid' };
    },
    documentation,
    examples() {
      const random = new Random('supabase-service-role-key');
      const claims = { iss: 'supabase', ref: random.lower(20), iat: 1_700_000_000, exp: 2_000_000_000 };
      return {
        hits: [makeJwt(random, { ...claims, role: 'service_role' })],
        misses: [makeJwt(random, { ...claims, role: 'anon' })],
      };
    },
  },
] satisfies Detector[];
