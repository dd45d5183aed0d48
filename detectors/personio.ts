import type { Detector } from '../src/engine/types.ts';
import { seq, token, uuid } from './helpers.ts';
const documentation = 'https://developer.personio.de/docs/authentication';

export default [
  token({
    id: 'personio-token',
    title: 'Personio token',
    vendor: 'personio',
    shape: seq('papi-', uuid),
    documentation,
  }),
] satisfies Detector[];
