import type { Detector } from '../src/engine/types.ts';
import { Random, isPlaceholder } from './helpers.ts';

const placeholder: Detector['check'] = (value) =>
  isPlaceholder(value) || /^[$%{<]|^pass(?:word)?$/i.test(value)
    ? { verdict: 'example', note: 'placeholder' }
    : { verdict: 'unknown' };

const crypt = String.raw`\$(?:1|5|6|apr1)\$(?:rounds=\d{1,9}\$)?[./0-9A-Za-z]{1,16}\$[./0-9A-Za-z]{22,86}|\$2[abxy]\$\d\d\$[./0-9A-Za-z]{53}|\$(?:y|gy|7)\$[./0-9A-Za-z]{1,20}\$[./0-9A-Za-z]{0,86}\$[./0-9A-Za-z]{43}`;

export default [
  {
    id: 'netrc-password',
    title: 'Password in a .netrc',
    vendor: 'generic',
    severity: 'high',
    keywords: ['machine '],
    pattern:
      /machine[ \t]{1,8}[^\s]{1,120}\s{1,16}login[ \t]{1,8}[^\s]{1,120}\s{1,16}password[ \t]{1,8}(?<secret>[^\s]{3,256})/,
    check: placeholder,
    documentation: 'https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html',
    examples() {
      const secret = new Random('netrc').base62(18);
      return {
        hits: [
          { text: `machine git.test login me password ${secret}`, secret },
          { text: `machine git.test\n  login me\n  password ${secret}`, secret },
        ],
        misses: ['machine git.test login me password ${TOKEN}', 'a machine with a password'],
      };
    },
  },
  {
    id: 'htpasswd-entry',
    title: 'Password hash in an htpasswd or shadow file',
    vendor: 'generic',
    severity: 'medium',
    keywords: [
      '$apr1$',
      '$2a$',
      '$2b$',
      '$2y$',
      '$2x$',
      ':$1$',
      ':$5$',
      ':$6$',
      ':$y$',
      ':$gy$',
      ':$7$',
      ':{sha}',
    ],
    pattern: new RegExp(
      String.raw`(?<![\w.@-])[A-Za-z_][\w.@-]{0,63}:(?<secret>${crypt}|\{SHA\}[A-Za-z0-9+/]{27}=)(?![./0-9A-Za-z])`,
    ),
    check: (value) =>
      new Set(value).size < 12
        ? { verdict: 'example', note: 'placeholder' }
        : { verdict: 'unknown', note: 'a salted hash: as strong as its password' },
    confidence: 'possible',
    documentation: 'https://httpd.apache.org/docs/current/misc/password_encryptions.html',
    examples() {
      const random = new Random('htpasswd');
      const apr1 = `$apr1$${random.base62(8)}$${random.base62(22)}`;
      const bcrypt = `$2y$10$${random.base62(53)}`;
      const sha512 = `$6$${random.base62(16)}$${random.base62(86)}`;
      return {
        hits: [
          { text: `admin:${apr1}\n`, secret: apr1 },
          { text: `admin:${bcrypt}\n`, secret: bcrypt },
          { text: `root:${sha512}:19000:0:99999:7:::\n`, secret: sha512 },
        ],
        misses: ['root:!:19000:0:99999:7:::', 'admin:$apr1$short'],
      };
    },
  },
  {
    id: 'pgpass-password',
    title: 'Password in a .pgpass',
    vendor: 'generic',
    severity: 'critical',
    keywords: [':5432:', ':*:'],
    pattern:
      /(?<![^\s"'])[A-Za-z0-9.*-]{1,120}:(?:5432|\*):[\w*-]{1,63}:[\w*-]{1,63}:(?<secret>[^\s:"']{4,128})(?![^\s"'])/,
    check: placeholder,
    documentation: 'https://www.postgresql.org/docs/current/libpq-pgpass.html',
    examples() {
      const secret = new Random('pgpass').base62(16);
      return {
        hits: [
          { text: `db.internal:5432:app:app:${secret}`, secret },
          { text: `localhost:*:*:postgres:${secret}`, secret },
        ],
        misses: ['db.internal:5432:app:app:password', 'localhost:5432:5432'],
      };
    },
  },
] satisfies Detector[];
