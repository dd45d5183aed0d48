import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, lowerAlnum, seq, token } from './helpers.ts';

const documentation = 'https://render.com/docs/api';

export default [
  token({
    id: 'render-api-key',
    title: 'Render API key',
    vendor: 'render',
    shape: seq('rnd_', base62(24, 34)),
    documentation,
  }),
  token({
    id: 'render-deploy-hook',
    title: 'Render deploy hook',
    vendor: 'render',
    severity: 'medium',
    shape: seq('api.render.com/deploy/srv-', lowerAlnum(20), '?key=', base64url(11)),
    documentation,
  }),
] satisfies Detector[];
