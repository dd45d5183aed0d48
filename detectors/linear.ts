import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, seq, token } from './helpers.ts';

const documentation = 'https://linear.app/developers/graphql';

export default [
  token({
    id: 'linear-api-key',
    title: 'Linear API key',
    vendor: 'linear',
    shape: seq('lin_api_', base62(40)),
    documentation,
  }),
  token({
    id: 'linear-oauth-token',
    title: 'Linear OAuth token',
    vendor: 'linear',
    shape: seq('lin_oauth_', hex(64)),
    documentation,
  }),
  token({
    id: 'linear-webhook-secret',
    title: 'Linear webhook secret',
    vendor: 'linear',
    severity: 'medium',
    shape: seq('lin_wh_', base62(30, 44)),
    documentation,
  }),
  contextual({
    id: 'linear-client-secret',
    title: 'Linear client secret',
    vendor: 'linear',
    names: ['linear'],
    words: ['secret', 'token', 'key'],
    shape: hex(32),
    example: 'LINEAR_CLIENT_SECRET',
    documentation,
  }),
] satisfies Detector[];
