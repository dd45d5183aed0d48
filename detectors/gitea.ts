import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://docs.gitea.com/development/api-usage';

export default [
  contextual({
    id: 'gitea-access-token',
    title: 'Gitea access token',
    vendor: 'gitea',
    names: ['gitea', 'forgejo', 'codeberg'],
    shape: hex(40),
    example: 'GITEA_TOKEN',
    documentation,
  }),
] satisfies Detector[];
