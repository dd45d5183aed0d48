import type { CheckResult, Detector } from '../../src/engine/types.ts';
import { isPlaceholder, Random } from '../helpers.ts';
import { literal } from './assignment.ts';
import { form, word } from './forms.ts';

/** The key that Cisco's reversible passwords of type 7 are mixed with. */
const typeSeven = 'dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87';

function checkTypeSeven(value: string): CheckResult {
  let at = Number(value.slice(0, 2));
  for (let i = 2; i < value.length; i += 2) {
    const byte = Number.parseInt(value.slice(i, i + 2), 16) ^ typeSeven.charCodeAt(at++ % typeSeven.length);
    if (byte < 0x20 || byte > 0x7e) return { verdict: 'invalid' };
  }
  return { verdict: 'unknown', note: 'a password of type 7, which can be undone' };
}

/** In capitals, or behind what a statement has before it: text says `identified by "name"` too. */
function isStatement(bytes: Uint8Array, start: number): boolean {
  if (bytes[start] === 0x49 && bytes[start + 2] === 0x45) return true;
  const before = String.fromCharCode(...bytes.subarray(Math.max(0, start - 160), start));
  return /\b(?:user|role|grant)\s[^\n]*$|\b(?:user|role|grant)\s[^\n]*\n\s*$/i.test(before);
}

const atLineStart = String.raw`(?<=^[ \t]{0,20}|\n[ \t]{0,20})`;

/** Statements and configuration lines that hold a password without an equals sign or a colon. */
export default [
  form({
    id: 'sql-password',
    title: 'Password in an SQL statement',
    severity: 'high',
    keywords: ['identified by', 'identified with'],
    pattern: new RegExp(
      String.raw`identified[ \t]{1,4}(?:by[ \t]{1,4}(?:(?:values|password)[ \t]{1,4})?|with[ \t]{1,4}["'\x60]?\w{1,40}["'\x60]?[ \t]{1,4}(?:by|as)[ \t]{1,4})(?:(?=\\{0,3}["'])|(?<=\b(?:user|role)\b[^\n;]{1,160}))${literal}`,
      'i',
    ),
    quick: isStatement,
    reach: { before: 200, after: 320 },
    documentation: 'https://dev.mysql.com/doc/refman/8.4/en/create-user.html',
    hits: [
      "CREATE USER app IDENTIFIED BY '@';",
      'GRANT ALL ON x.y TO app IDENTIFIED BY "@";',
      "ALTER USER root IDENTIFIED WITH mysql_native_password BY '@';",
      'SQL> alter user sys identified by @ container=all;',
      'mysql -e "CREATE USER app IDENTIFIED BY \'@\'"',
    ],
    misses: [
      "CREATE USER app IDENTIFIED BY '${PASSWORD}'",
      "CREATE USER app IDENTIFIED BY 'password'",
      'rows are identified by their primary1 key',
      'commits identified by "squash1x" commands',
      'CREATE USER app IDENTIFIED BY <password>',
    ],
  }),
  form({
    id: 'config-line-password',
    title: 'Password in a configuration file',
    severity: 'high',
    keywords: [
      'requirepass ',
      'masterauth ',
      'bindpw ',
      'rootpw ',
      'enable password ',
      'enable secret ',
      'password 0 ',
      'secret 0 ',
      'snmp-server community ',
      'rocommunity ',
      'rwcommunity ',
      'passwd/root-password',
      'passwd/user-password',
      ': psk ',
    ],
    pattern: new RegExp(
      String.raw`(?:${atLineStart}(?:(?:requirepass|masterauth|bindpw|r[ow]community)[ \t]{1,8}|rootpw[ \t]{1,8}(?:--plaintext[ \t]{1,4})?(?!--)|enable[ \t](?:password|secret)[ \t]{1,4}(?:level[ \t]\d{1,2}[ \t])?(?:0[ \t]{1,4})?(?!\d[ \t])|snmp-server[ \t]community[ \t]{1,4})|(?:password|secret)[ \t]0[ \t]{1,4}|passwd/(?:root|user)-password(?:-again)?[ \t]{1,4}password[ \t]{1,4}|:[ \t]psk[ \t](?=["']))${word}(?=[ \t]{0,8}(?:\r?\n|$|ro\b|rw\b|view\b|\d|default\b))`,
      'i',
    ),
    reach: { before: 60, after: 260 },
    documentation: 'https://redis.io/docs/latest/operate/oss_and_stack/management/security/',
    hits: [
      'requirepass @',
      '  masterauth "@"',
      'bindpw @',
      'rootpw --plaintext @',
      'enable password @',
      'enable secret 0 @',
      'username admin password 0 @',
      'snmp-server community @ RO',
      'd-i passwd/root-password password @',
      '10.0.0.1 10.0.0.2 : PSK "@"',
    ],
    misses: [
      'requirepass ${PASSWORD}',
      'the requirepass option sets it',
      'rootpw --iscrypted $6$abcdefgh',
      'enable password 5 $1$abcd',
      'snmp-server community public RO',
    ],
  }),
  {
    id: 'cisco-type-7-password',
    title: 'Cisco password of type 7',
    vendor: 'cisco',
    severity: 'high',
    keywords: ['password 7 ', 'secret 7 ', 'key 7 ', 'key-string 7 ', 'md5 7 '],
    pattern:
      /(?:password|secret|key|key-string|md5)[ \t]7[ \t]{1,4}(?<secret>(?:0\d|1[0-5])(?:[0-9A-F]{2}){3,40})(?![0-9A-Za-z])/,
    check: checkTypeSeven,
    documentation:
      'https://www.cisco.com/c/en/us/support/docs/security-vpn/remote-authentication-dial-user-service-radius/107614-64.html',
    examples() {
      const text = 'correct-horse';
      const secret = `05${Array.from(text, (c, i) => (c.charCodeAt(0) ^ typeSeven.charCodeAt(5 + i)).toString(16).toUpperCase().padStart(2, '0')).join('')}`;
      return {
        hits: [
          { text: `enable password 7 ${secret}`, secret },
          { text: ` username bob password 7 ${secret}\n`, secret },
        ],
        misses: ['enable password 7 0000FFFF', 'password 7 characters long'],
      };
    },
  },
  {
    id: 'wordpress-salt',
    title: 'WordPress key or salt',
    vendor: 'wordpress',
    severity: 'high',
    keywords: ['auth_key', 'auth_salt', 'logged_in_key', 'logged_in_salt', 'nonce_key', 'nonce_salt'],
    pattern:
      /(?:AUTH|LOGGED_IN|NONCE)_(?:KEY|SALT)["']?\s{0,8}(?:,|=>|[=:])\s{0,20}(?<quote>["'])(?<secret>(?:(?!\k<quote>)[\x20-\x7e]){60,80})\k<quote>/,
    check: (value) =>
      isPlaceholder(value) || new Set(value).size < 25
        ? { verdict: 'example', note: 'placeholder' }
        : { verdict: 'unknown', note: 'as the generator of WordPress makes them' },
    documentation: 'https://api.wordpress.org/secret-key/1.1/salt/',
    examples() {
      const random = new Random('wordpress-salt');
      const secret = `${random.base62(20)}|*?${random.base62(20)} -#${random.base62(18)}`;
      return {
        hits: [
          { text: `define('AUTH_KEY',         '${secret}');`, secret },
          { text: `define( "NONCE_SALT", "${secret}" );`, secret },
          { text: `SECURE_AUTH_SALT='${secret}'`, secret },
        ],
        misses: ["define('AUTH_KEY', 'put your unique phrase here');", 'AUTH_KEY=short'],
      };
    },
  },
  form({
    id: 'go-dsn-password',
    title: 'Database address with a password',
    severity: 'critical',
    keywords: ['@tcp(', '@unix('],
    anchored: false,
    pattern: /(?<![\w./])(?<user>[\w.-]{1,64}):(?<secret>[^\s"'`@:/${}%][^\s"'`@/]{2,120})@(?:tcp|unix)\(/,
    check: (value, { user }) =>
      user?.toLowerCase() === value.toLowerCase() ? { verdict: 'example' } : { verdict: 'unknown' },
    reach: { before: 200, after: 8 },
    documentation: 'https://github.com/go-sql-driver/mysql#dsn-data-source-name',
    hits: ['dsn := "app:@@tcp(127.0.0.1:3306)/shop"'],
    misses: ['dsn := "app:%s@tcp(127.0.0.1:3306)/shop"', 'dsn := "root:password@tcp(127.0.0.1:3306)/x"'],
  }),
] satisfies Detector[];
