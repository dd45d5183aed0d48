import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token, word } from './helpers.ts';
const documentation = 'https://depot.dev/docs/cli/authentication';

export default [
  token({
    id: 'depot-token',
    title: 'Depot token',
    vendor: 'depot',
    shape: seq('depot_', word('project', 'user', 'org'), '_', hex(64)),
    keywords: ['depot_project_', 'depot_user_', 'depot_org_'],
    documentation,
  }),
] satisfies Detector[];
