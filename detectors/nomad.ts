import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';

const documentation = 'https://developer.hashicorp.com/nomad/docs/concepts/acl';

export default [
  contextual({
    id: 'nomad-token',
    title: 'Nomad token',
    vendor: 'nomad',
    names: ['nomad'],
    words: ['key', 'token', 'secret', 'auth', 'password'],
    shape: uuid,
    example: 'NOMAD_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
