import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, seq, token, word } from './helpers.ts';

const documentation = 'https://docs.anthropic.com/en/api/overview';
const revoke = 'https://console.anthropic.com/settings/keys';

export default [
  token({
    id: 'anthropic-api-key',
    title: 'Anthropic API key',
    vendor: 'anthropic',
    severity: 'critical',
    shape: seq('sk-ant-', word('api03', 'api02', 'api01', 'api04', 'api05'), '-', base64url(80, 120)),
    revoke,
    documentation,
  }),
  token({
    id: 'anthropic-admin-key',
    title: 'Anthropic admin key',
    vendor: 'anthropic',
    severity: 'critical',
    shape: seq('sk-ant-', 'admin01', '-', base64url(80, 120)),
    revoke,
    documentation,
  }),
  token({
    id: 'anthropic-oauth-token',
    title: 'Anthropic OAuth token',
    vendor: 'anthropic',
    shape: seq('sk-ant-', word('oat01', 'ort01', 'sid01', 'sid02'), '-', base64url(80, 140)),
    revoke,
    documentation,
  }),
  contextual({
    id: 'anthropic-key',
    title: 'Anthropic API key',
    vendor: 'anthropic',
    names: ['anthropic', 'claude', 'sk ant'],
    shape: seq('sk-ant-', base64url(24, 160)),
    example: 'ANTHROPIC_API_KEY',
    confidence: 'likely',
    revoke,
    documentation,
  }),
] satisfies Detector[];
