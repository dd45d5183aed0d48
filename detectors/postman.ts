import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token, upperAlnum } from './helpers.ts';

const documentation = 'https://learning.postman.com/docs/developer/postman-api/authentication/';

export default [
  token({
    id: 'postman-api-key',
    title: 'Postman API key',
    vendor: 'postman',
    shape: seq('PMAK-', hex(24), '-', hex(34)),
    documentation,
  }),
  token({
    id: 'postman-collection-key',
    title: 'Postman collection key',
    vendor: 'postman',
    severity: 'medium',
    shape: seq('PMAT-', upperAlnum(26)),
    documentation,
  }),
] satisfies Detector[];
