import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://docs.dependencytrack.org/integrations/rest-api/';

export default [
  token({
    id: 'dependency-track-api-key',
    title: 'Dependency-Track API key',
    vendor: 'dependency-track',
    shape: { ...seq('odt_', base62(32)), source: 'odt_(?:[0-9A-Za-z]{8}_)?[0-9A-Za-z]{32}' },
    documentation,
  }),
] satisfies Detector[];
