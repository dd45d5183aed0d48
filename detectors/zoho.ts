import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';
const documentation = 'https://www.zoho.com/accounts/protocol/oauth/web-apps/access-token.html';

export default [
  token({
    id: 'zoho-oauth-token',
    title: 'Zoho OAuth token',
    vendor: 'zoho',
    shape: seq('1000.', hex(32), '.', hex(32)),
    documentation,
  }),
] satisfies Detector[];
