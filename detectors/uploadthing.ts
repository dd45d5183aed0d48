import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';
const documentation = 'https://docs.uploadthing.com/';

export default [
  token({
    id: 'uploadthing-secret',
    title: 'UploadThing secret',
    vendor: 'uploadthing',
    shape: seq('sk_live_', hex(64)),
    documentation,
  }),
] satisfies Detector[];
