import type { Detector } from '../src/engine/types.ts';
import { contextual, base62, seq, token, word } from './helpers.ts';

const documentation = 'https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens';

export default [
  token({
    id: 'artifactory-api-key',
    title: 'Artifactory API key',
    vendor: 'artifactory',
    severity: 'critical',
    shape: seq('AKCp', base62(69)),
    documentation,
  }),
  token({
    id: 'artifactory-reference-token',
    title: 'Artifactory reference token',
    vendor: 'artifactory',
    severity: 'critical',
    shape: seq('cmVmdGtu', base62(56)),
    documentation,
  }),
  contextual({
    id: 'artifactory-identity-token',
    title: 'Artifactory encrypted password',
    vendor: 'artifactory',
    names: ['artifactory', 'jfrog'],
    example: 'ARTIFACTORY_PASSWORD',
    shape: seq('AP', word('1', '3', '5', '6', 'A', 'B'), base62(10, 60)),
    confidence: 'possible',
    documentation,
  }),
] satisfies Detector[];
