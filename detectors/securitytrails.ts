import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';
const documentation = 'https://docs.securitytrails.com/docs/authentication';

export default [
  contextual({
    id: 'securitytrails-api-key',
    title: 'SecurityTrails API key',
    vendor: 'securitytrails',
    names: ['securitytrails', 'security trails'],
    shape: base62(32),
    example: 'SECURITYTRAILS_API_KEY',
    documentation,
  }),
] satisfies Detector[];
