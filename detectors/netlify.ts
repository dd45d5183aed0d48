import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, contextual, hex, seq, token, word } from './helpers.ts';

const documentation = 'https://docs.netlify.com/api/get-started/#authentication';

export default [
  token({
    id: 'netlify-token',
    title: 'Netlify token',
    vendor: 'netlify',
    shape: seq('nf', word('p', 'c', 'o', 'u', 'b'), '_', base62(36)),
    documentation,
  }),
  contextual({
    id: 'netlify-legacy-token',
    title: 'Netlify token (old form)',
    vendor: 'netlify',
    names: ['netlify'],
    shape: base64url(40, 46),
    example: 'NETLIFY_AUTH_TOKEN',
    documentation,
  }),
  token({
    id: 'netlify-build-hook',
    title: 'Netlify build hook',
    vendor: 'netlify',
    shape: seq('api.netlify.com/build_hooks/', hex(24)),
    severity: 'medium',
    documentation: 'https://docs.netlify.com/build/configure-builds/build-hooks/',
  }),
] satisfies Detector[];
