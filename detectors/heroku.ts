import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, seq, token, uuid } from './helpers.ts';

const documentation = 'https://devcenter.heroku.com/changelog-items/2890';
const revoke = 'https://dashboard.heroku.com/account/applications';

export default [
  token({
    id: 'heroku-api-key',
    title: 'Heroku API key',
    vendor: 'heroku',
    severity: 'critical',
    shape: seq('HRKU-', base64url(36, 64)),
    documentation,
    revoke,
  }),
  contextual({
    id: 'heroku-legacy-api-key',
    title: 'Heroku API key (UUID)',
    vendor: 'heroku',
    severity: 'critical',
    names: ['heroku'],
    words: ['key', 'token', 'secret', 'password', 'auth', 'init'],
    shape: uuid,
    confidence: 'likely',
    example: 'HEROKU_API_KEY',
    documentation: 'https://devcenter.heroku.com/articles/authentication',
    revoke,
  }),
] satisfies Detector[];
