import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, contextual, hex, oneOf, seq, token } from './helpers.ts';

const documentation = 'https://airtable.com/developers/web/guides/personal-access-tokens';

export default [
  token({
    id: 'airtable-personal-access-token',
    title: 'Airtable personal access token',
    vendor: 'airtable',
    shape: seq('pat', base62(14), '.', hex(64)),
    documentation,
  }),
  contextual({
    id: 'airtable-api-key',
    title: 'Airtable API key (old form)',
    vendor: 'airtable',
    names: ['airtable'],
    shape: oneOf(seq('key', base62(14)), base62(17)),
    example: 'AIRTABLE_API_KEY',
    confidence: 'likely',
    documentation,
  }),
  token({
    id: 'airtable-oauth-token',
    title: 'Airtable OAuth token',
    vendor: 'airtable',
    severity: 'medium',
    shape: seq('oaa', base62(14), '.v1.', base64url(40, 200)),
    keywords: ['oaa'],
    documentation,
  }),
] satisfies Detector[];
