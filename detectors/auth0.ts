import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://auth0.com/docs/get-started/applications/application-settings';

export default [
  contextual({
    id: 'auth0-client-secret',
    title: 'Auth0 client secret',
    vendor: 'auth0',
    names: ['auth0'],
    shape: base64url(64, 72),
    example: 'AUTH0_CLIENT_SECRET',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
