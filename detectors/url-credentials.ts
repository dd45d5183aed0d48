import type { CheckResult, Detector } from '../src/engine/types.ts';
import { Random, isPlaceholder } from './helpers.ts';

/** What stands for a password in documentation; a real one of this kind is no secret either. */
function check(value: string, groups: Readonly<Record<string, string | undefined>>): CheckResult {
  if (groups['user']?.toLowerCase() === value.toLowerCase()) {
    return { verdict: 'example', note: "the password is the user's name" };
  }
  // `a%20b:c%20d@host`
  const short = value.replace(/%[0-9A-Fa-f]{2}/g, '.').length < 4 && value.includes('%');
  // `myuser:mypass`
  const whose = /^(.*)user$/i.exec(groups['user'] ?? '')?.[1]?.toLowerCase();
  const told = whose !== undefined && [`${whose}pass`, `${whose}password`].includes(value.toLowerCase());
  if (
    short ||
    told ||
    isPlaceholder(value) ||
    /^(?:pass(?:word|wd)?|pwd|secret|token|user(?:name)?|x-oauth-basic|xyz|abc|foo|bar|\[?your.*|\*+|x+|\.+|p+|:?\w)$/i.test(
      value,
    )
  )
    return { verdict: 'example', note: 'placeholder' };
  if (/^[$%{<[(]|[{}<>]|\$\(|^:|^@/.test(value)) return { verdict: 'invalid' };
  return { verdict: 'unknown', note: 'stands where a URL has its password' };
}

const user = String.raw`[^\s:/@"'\x60<>?#&{}$\[\]()*,;|\\]{0,80}`;
const password = String.raw`(?<secret>[^\s:/@"'\x60<>?#\\]{3,200}|[^\s/@"'\x60<>\\]{3,200})`;
const host = String.raw`@(?:[\w.-]{1,120}|\[[0-9a-fA-F:.]{2,60}\]|\$\{?[\w.]{1,60}\}?|\{\{?[^}\n]{1,60}\}\}?|<[\w-]{1,40}>)`;

function schemes(
  id: string,
  title: string,
  severity: Detector['severity'],
  names: readonly string[],
  documentation: string,
): Detector {
  return {
    id,
    title,
    vendor: 'generic',
    severity,
    keywords: names.map((name) => `${name}://`),
    pattern: new RegExp(
      `(?<![A-Za-z0-9])(?:${names.map((name) => name.replaceAll('+', '\\+')).join('|')})://(?<user>${user}):${password}${host}`,
      'i',
    ),
    reach: { before: 0, after: 360 },
    check,
    documentation,
    examples() {
      const random = new Random(id);
      const scheme = names[0] ?? '';
      const secret = random.base62(16);
      return {
        hits: [
          { text: `URL=${scheme}://app:${secret}@db.internal:5432/app`, secret },
          { text: `"${scheme}://svc:${secret}@10.0.0.7/x?y=1"`, secret },
        ],
        misses: [
          `${scheme}://app:\${DB_PASSWORD}@db.internal/app`,
          `${scheme}://user:password@host/db`,
          `${scheme}://db.internal:5432/app`,
        ],
      };
    },
  };
}

export default [
  schemes(
    'database-url',
    'Database URL with a password',
    'critical',
    [
      'postgres',
      'postgresql',
      'mysql',
      'mysql2',
      'mariadb',
      'mongodb',
      'mongodb+srv',
      'redis',
      'rediss',
      'mssql',
      'sqlserver',
      'oracle',
      'clickhouse',
      'cassandra',
      'cockroachdb',
      'couchbase',
      'couchdb',
      'neo4j',
      'neo4j+s',
      'bolt',
      'snowflake',
      'trino',
      'presto',
      'db2',
      'firebird',
      'libsql',
      'surrealdb',
      'influxdb',
      'postgresql+psycopg2',
      'postgresql+asyncpg',
      'postgres+asyncpg',
      'mysql+pymysql',
      'mysql+mysqldb',
      'mssql+pyodbc',
      'valkey',
      'keydb',
      'tidb',
      'ecto',
      'memcached',
      'arangodb',
      'rethinkdb',
      'vertica',
      'redshift',
      'questdb',
      'timescaledb',
      'pgsql',
      'pgbouncer',
      'sqlalchemy',
      'dburl',
    ],
    'https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS',
  ),
  schemes(
    'broker-url',
    'Message broker URL with a password',
    'critical',
    [
      'amqp',
      'amqps',
      'nats',
      'tls',
      'kafka',
      'mqtt',
      'mqtts',
      'stomp',
      'pulsar',
      'pulsar+ssl',
      'rabbitmq',
      'celery',
      'zmq',
      'activemq',
      'wss',
      'ws',
    ],
    'https://www.rabbitmq.com/docs/uri-spec',
  ),
  schemes(
    'service-url',
    'URL with a password',
    'high',
    [
      'ldap',
      'ldaps',
      'smtp',
      'smtps',
      'imap',
      'imaps',
      'pop3',
      'ftp',
      'ftps',
      'sftp',
      'ssh',
      'git+ssh',
      'svn',
      'rsync',
      'smb',
      'cifs',
      'webdav',
      'socks5',
      'socks5h',
      'socks4',
      'telnet',
      'vnc',
      'rdp',
      'sip',
      'xmpp',
      'elasticsearch',
      'opensearch',
      's3',
      'davs',
      'scp',
      'ss',
      'vmess',
      'trojan',
      'proxy',
      'zookeeper',
      'etcd',
      'consul',
      'hdfs',
      'jdbc',
      'dav',
    ],
    'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
  ),
  schemes(
    'http-url-credentials',
    'Web address with a password',
    'high',
    ['http', 'https', 'git+https', 'git+http'],
    'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
  ),
  {
    id: 'connection-string-password',
    title: 'Connection string with a password',
    vendor: 'generic',
    severity: 'critical',
    generic: true,
    keywords: ['password=', 'pwd='],
    pattern:
      /(?:(?:Server|Data Source|Host|Addr|Address|User ?Id|Uid|Username|Initial Catalog|Database|Driver|jdbc:[a-z]{2,20})[ =:][^"'`\n]{1,300}?[;?&])(?:[Pp]assword|[Pp]wd|PASSWORD|PWD)[ ]?=[ ]?(?<secret>[^\s;&"'`<>]{4,128})/i,
    reach: { before: 400, after: 160 },
    documentation: 'https://learn.microsoft.com/dotnet/framework/data/adonet/connection-string-syntax',
    examples() {
      const secret = new Random('connection-string').base62(14);
      return {
        hits: [{ text: `Server=db;Database=app;User Id=sa;Password=${secret};`, secret }],
        misses: [
          'Server=db;Database=app;Integrated Security=true;',
          'Server=db;User Id=sa;Password=${PASSWORD};',
        ],
      };
    },
  },
  {
    id: 'oracle-jdbc-password',
    title: 'Oracle JDBC URL with a password',
    vendor: 'generic',
    severity: 'critical',
    keywords: ['jdbc:oracle:'],
    pattern: /jdbc:oracle:(?:thin|oci8?):(?<user>[\w$#.-]{1,60})\/"?(?<secret>[^\s"'`<>@]{3,120})"?@/i,
    reach: { before: 0, after: 260 },
    check,
    documentation:
      'https://docs.oracle.com/en/database/oracle/oracle-database/23/jjdbc/data-sources-and-URLs.html',
    examples() {
      const secret = new Random('oracle-jdbc').base62(14);
      return {
        hits: [{ text: `url=jdbc:oracle:thin:scott/${secret}@//db.internal:1521/app`, secret }],
        misses: [
          'jdbc:oracle:thin:@//db.internal:1521/app',
          'jdbc:oracle:thin:scott/${DB_PASSWORD}@//db.internal:1521/app',
        ],
      };
    },
  },
] satisfies Detector[];
