import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, seq, token, word } from './helpers.ts';

const documentation = 'https://developer.squareup.com/docs/build-basics/access-tokens';

export default [
  token({
    id: 'square-access-token',
    title: 'Square access token',
    vendor: 'square',
    severity: 'critical',
    shape: seq('EAAA', base64url(56, 62)),
    documentation,
  }),
  token({
    id: 'square-oauth-secret',
    title: 'Square OAuth secret',
    vendor: 'square',
    severity: 'critical',
    shape: seq(word('sq0csp-', 'sq0csb-'), base64url(43)),
    documentation,
  }),
  token({
    id: 'square-legacy-token',
    title: 'Square access token (old form)',
    vendor: 'square',
    severity: 'critical',
    shape: seq(word('sq0atp-', 'sq0atb-'), base64url(22)),
    documentation,
  }),
  token({
    id: 'square-application-id',
    title: 'Square refresh token',
    vendor: 'square',
    severity: 'medium',
    shape: seq('sq0idp-', base64url(22)),
    confidence: 'possible',
    documentation,
  }),
  contextual({
    id: 'square-token',
    title: 'Square access token',
    vendor: 'square',
    severity: 'critical',
    names: ['square'],
    shape: seq(word('EAAA', 'sq0atp-'), base64url(22, 62)),
    example: 'SQUARE_ACCESS_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
