import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, seq, token } from './helpers.ts';

const documentation = 'https://community.exoscale.com/documentation/iam/';

export default [
  token({
    id: 'exoscale-api-key',
    title: 'Exoscale API key',
    vendor: 'exoscale',
    severity: 'medium',
    shape: seq('EXO', hex(24, 26)),
    documentation,
  }),
  contextual({
    id: 'exoscale-secret-key',
    title: 'Exoscale secret key',
    vendor: 'exoscale',
    names: ['exoscale'],
    shape: base64url(43),
    example: 'EXOSCALE_API_SECRET',
    documentation,
  }),
] satisfies Detector[];
