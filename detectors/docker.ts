import type { Detector } from '../src/engine/types.ts';
import {
  Random,
  base64url,
  contextual,
  fromBase64,
  isPrintable,
  seq,
  toBase64,
  token,
  uuid,
} from './helpers.ts';

export default [
  token({
    id: 'docker-personal-access-token',
    title: 'Docker personal access token',
    vendor: 'docker',
    severity: 'critical',
    shape: seq('dckr_pat_', base64url(27)),
    revoke: 'https://app.docker.com/settings/personal-access-tokens',
    documentation: 'https://docs.docker.com/security/access-tokens/',
  }),
  token({
    id: 'docker-organization-access-token',
    title: 'Docker organization access token',
    vendor: 'docker',
    severity: 'critical',
    shape: seq('dckr_oat_', base64url(32)),
    documentation: 'https://docs.docker.com/enterprise/security/access-tokens/',
  }),
  token({
    id: 'docker-swarm-join-token',
    title: 'Docker Swarm join token',
    vendor: 'docker',
    shape: seq('SWMTKN-1-', base64url(50), '-', base64url(25)),
    documentation: 'https://docs.docker.com/engine/swarm/join-nodes/',
  }),
  {
    id: 'docker-config-auth',
    title: 'Registry login in a Docker configuration',
    vendor: 'docker',
    severity: 'critical',
    keywords: ['auth'],
    quick: (bytes, _start, end) => bytes[end] === 0x22 || bytes[end] === 0x5c,
    pattern: /\\?"auth\\?"\s{0,20}:\s{0,20}\\?"(?<secret>[A-Za-z0-9+/]{8,2000}={0,2})\\?"/,
    check(value) {
      const text = fromBase64(value);
      if (text === undefined || !isPrintable(text)) return { verdict: 'invalid' };
      const colon = text.indexOf(':');
      if (colon < 1) return { verdict: 'invalid' };
      return colon === text.length - 1
        ? { verdict: 'example', note: 'the password is empty' }
        : { verdict: 'valid', note: 'decodes to user:password' };
    },
    documentation: 'https://docs.docker.com/reference/cli/docker/login/#credential-stores',
    examples() {
      const random = new Random('docker-config-auth');
      const secret = toBase64(`${random.lower(6)}:${random.base62(14)}`);
      return {
        hits: [{ text: `{"auths":{"ghcr.io":{"auth":"${secret}"}}}`, secret }],
        misses: ['{"auth": "basic"}', '{"auth": "oauth2token"}'],
      };
    },
  },
  contextual({
    id: 'docker-hub-legacy-token',
    title: 'Docker Hub access token (old form)',
    vendor: 'docker',
    names: ['dockerhub', 'docker hub', 'docker'],
    shape: uuid,
    example: 'DOCKERHUB_TOKEN',
    words: ['token', 'password', 'pat', 'secret', 'pass', 'auth', 'login'],
    confidence: 'likely',
    documentation: 'https://docs.docker.com/security/access-tokens/',
  }),
] satisfies Detector[];
