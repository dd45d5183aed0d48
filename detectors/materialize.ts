import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';
const documentation = 'https://materialize.com/docs/manage/users-service-accounts/';

export default [
  token({
    id: 'materialize-app-password',
    title: 'Materialize app password',
    vendor: 'materialize',
    shape: seq('mzp_', hex(64)),
    documentation,
  }),
] satisfies Detector[];
