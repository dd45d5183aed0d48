import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';
const documentation = 'https://developer.calendly.com/personal-access-tokens';

export default [
  contextual({
    id: 'calendly-client-secret',
    title: 'Calendly client secret',
    vendor: 'calendly',
    names: ['calendly'],
    shape: base64url(43),
    example: 'CALENDLY_CLIENT_SECRET',
    documentation,
  }),
] satisfies Detector[];
