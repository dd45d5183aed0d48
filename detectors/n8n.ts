import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';
const documentation = 'https://docs.n8n.io/api/authentication/';

export default [
  token({
    id: 'n8n-api-key',
    title: 'n8n API key',
    vendor: 'n8n',
    shape: seq('n8n_api_', hex(40, 96)),
    documentation,
  }),
] satisfies Detector[];
