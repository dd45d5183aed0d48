import type { Detector } from '../src/engine/types.ts';
import { seq, token, upperAlnum } from './helpers.ts';

const documentation = 'https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key';

export default [
  token({
    id: 'octopus-deploy-api-key',
    title: 'Octopus Deploy API key',
    vendor: 'octopus-deploy',
    shape: seq('API-', upperAlnum(26, 32)),
    keywords: ['api-'],
    documentation,
  }),
] satisfies Detector[];
