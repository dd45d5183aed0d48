import type { Detector } from '../src/engine/types.ts';
import { base64url, hex, seq, token } from './helpers.ts';

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
] satisfies Detector[];
