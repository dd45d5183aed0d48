import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, fromBase64, made, oneOf, seq, toBase64, token, word } from './helpers.ts';

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
    shape: made(seq('cmVmdGtu', base62(56)), (r) => toBase64(`reftkn:01:${r.digits(10)}:${r.base62(27)}`)),
    check: (value) =>
      /^reftkn:\d+:\d+:\w+$/.test(fromBase64(value)?.toString('latin1') ?? '')
        ? { verdict: 'valid', note: 'decodes to a reference token' }
        : { verdict: 'unknown' },
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
  contextual({
    id: 'artifactory-legacy-key',
    title: 'Artifactory API key or token (old form)',
    vendor: 'artifactory',
    names: ['artifactory', 'jfrog', 'x jfrog art api'],
    shape: oneOf(base62(73), base62(64)),
    example: 'ARTIFACTORY_API_KEY',
    documentation,
  }),
] satisfies Detector[];
