import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';
const documentation = 'https://appwrite.io/docs/advanced/platform/api-keys';

export default [
  token({
    id: 'appwrite-api-key',
    title: 'Appwrite API key',
    vendor: 'appwrite',
    shape: seq('standard_', hex(128, 256)),
    documentation,
  }),
] satisfies Detector[];
