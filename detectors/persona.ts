import type { Detector } from '../src/engine/types.ts';
import { seq, token, uuid, word } from './helpers.ts';
const documentation = 'https://docs.withpersona.com/api-keys';

export default [
  token({
    id: 'persona-api-key',
    title: 'Persona API key',
    vendor: 'persona',
    shape: seq('persona_', word('sandbox', 'production'), '_', uuid),
    keywords: ['persona_sandbox_', 'persona_production_'],
    documentation,
  }),
] satisfies Detector[];
