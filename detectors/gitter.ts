import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, oneOf } from './helpers.ts';
const documentation = 'https://developer.gitter.im/docs/authentication';

export default [
  contextual({
    id: 'gitter-access-token',
    title: 'Gitter access token',
    vendor: 'gitter',
    names: ['gitter'],
    shape: oneOf(hex(40), base64url(40)),
    example: 'GITTER_TOKEN',
    documentation,
  }),
] satisfies Detector[];
