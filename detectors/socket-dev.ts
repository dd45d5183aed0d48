import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';
const documentation = 'https://docs.socket.dev/reference/introduction-to-socket-api';

export default [
  token({
    id: 'socket-api-token',
    title: 'Socket API token',
    vendor: 'socket-dev',
    shape: { ...seq('sktsec_', base64url(30, 80)), source: 'sktsec_[0-9A-Za-z_-]{30,80}(?:_api)?' },
    documentation,
  }),
] satisfies Detector[];
