import type { Detector } from '../src/engine/types.ts';
import { Random, base62, checksum, crcBase62, isPlaceholder, made, seq, token } from './helpers.ts';

export default [
  token({
    id: 'npm-access-token',
    title: 'npm access token',
    vendor: 'npm',
    severity: 'critical',
    shape: made(seq('npm_', base62(36)), (random) => {
      const body = random.base62(30);
      return `npm_${body}${crcBase62(body)}`;
    }),
    check: (value) => checksum(crcBase62(value.slice(4, -6)) === value.slice(-6)),
    revoke: 'https://docs.npmjs.com/revoking-access-tokens',
    documentation: 'https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/',
  }),
  {
    id: 'npm-legacy-token',
    title: 'npm legacy token',
    vendor: 'npm',
    severity: 'critical',
    keywords: ['_authtoken', 'npm_token', 'npm_auth'],
    pattern:
      /(?:_authToken|NPM_TOKEN|NPM_AUTH_TOKEN|npm_token|npm_auth_token)["']?\s{0,4}[=:]\s{0,4}["']?(?<secret>[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})(?![\w-])/,
    check: (value) =>
      isPlaceholder(value) ? { verdict: 'example', note: 'placeholder' } : { verdict: 'unknown' },
    documentation: 'https://docs.npmjs.com/about-access-tokens',
    examples() {
      const secret = new Random('npm-legacy-token').uuid();
      return {
        hits: [{ text: `//registry.npmjs.org/:_authToken=${secret}`, secret }],
        misses: [
          '//registry.npmjs.org/:_authToken=${NPM_TOKEN}',
          '_authToken=00000000-0000-0000-0000-000000000000',
        ],
      };
    },
  },
  {
    id: 'npm-auth-ident',
    title: 'Credentials of a registry for Yarn',
    vendor: 'npm',
    severity: 'high',
    keywords: ['npmauthident'],
    pattern: /npmAuthIdent["']?\s{0,4}:\s{0,4}["']?[\w.@-]{1,60}:(?<secret>[^\s"'$]{6,120})/,
    check: (value) =>
      isPlaceholder(value) ? { verdict: 'example', note: 'placeholder' } : { verdict: 'unknown' },
    documentation: 'https://yarnpkg.com/configuration/yarnrc#npmAuthIdent',
    examples() {
      const secret = new Random('npm-auth-ident').base62(16);
      return {
        hits: [{ text: `npmAuthIdent: "bob:${secret}"`, secret }],
        misses: ['npmAuthIdent: "${NPM_USER}:${NPM_PASSWORD}"', 'npmAuthIdent: "user:xxxxxxxxxx"'],
      };
    },
  },
] satisfies Detector[];
