import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://developers.zoom.us/docs/internal-apps/';

export default [
  contextual({
    id: 'zoom-client-secret',
    title: 'Zoom client secret',
    vendor: 'zoom',
    names: ['zoom'],
    words: ['secret', 'key', 'token'],
    shape: base62(32),
    example: 'ZOOM_CLIENT_SECRET',
    documentation,
  }),
] satisfies Detector[];
