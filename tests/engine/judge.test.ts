import test from 'ava';

import { detectors } from '../../detectors/index.ts';
import { Random } from '../../detectors/helpers.ts';
import { Secret, createEngine, reveal } from '../../src/engine/index.ts';
import type { Confidence, Detector } from '../../src/engine/index.ts';
import { acmeToken, plain } from './world.ts';

const engine = createEngine(detectors);

interface Judged {
  readonly id: string;
  readonly secret: string;
  readonly confidence: Confidence;
  readonly place: string;
}

function judge(text: string, path?: string, by = engine): Judged[] {
  const bytes = Buffer.from(text);
  return by.judge(bytes, by.find(bytes), path === undefined ? {} : { path }).map((match) => ({
    id: match.detector.id,
    secret: Buffer.from(reveal(match.secret)).toString(),
    confidence: match.confidence,
    place: bytes.subarray(match.span.start, match.span.end).toString(),
  }));
}

const value = new Random('judge').base62(22);

test('a rare value under a telling name is found in any language, without its quotes', (t) => {
  const places: readonly (readonly [text: string, path: string])[] = [
    [`DB_PASSWORD=${value}\n`, '.env'],
    [`export DB_PASSWORD='${value}'\n`, 'run.sh'],
    [`db:\n  password: ${value}\n`, 'config.yml'],
    [`{"password": "${value}"}`, 'config.json'],
    [`{"body": "{\\"password\\": \\"${value}\\"}"}`, 'config.json'],
    [`const dbPassword = '${value}';\n`, 'db.js'],
    [`const password: string = \`${value}\`;\n`, 'db.ts'],
    [`password := "${value}"\n`, 'main.go'],
    [`let password: &str = "${value}";\n`, 'main.rs'],
    [`'password' => '${value}',\n`, 'config.php'],
    [`config[:password] = "${value}"\n`, 'config.rb'],
    [`client.setPassword("${value}");\n`, 'Main.java'],
    [`Client(user, password=r"${value}")\n`, 'main.py'],
    [`if (user.password === '${value}') {\n`, 'login.js'],
    [`<password>${value}</password>\n`, 'settings.xml'],
    [`<property name="password" value="${value}"/>\n`, 'beans.xml'],
    [`<key>password</key>\n\t<string>${value}</string>\n`, 'Info.plist'],
    [`db.password=${value}\r\n`, 'app.properties'],
    [`env:\n  - name: DB_PASSWORD\n    value: "${value}"\n`, 'pod.yaml'],
    [`[{"name": "DB_PASSWORD", "value": "${value}"}]`, 'task.json'],
    [`variable "db_password" {\n  type    = string\n  default = "${value}"\n}\n`, 'main.tf'],
    [`mysql --user root --password ${value} shop\n`, 'run.sh'],
    [`ENV DB_PASSWORD ${value}\n`, 'Dockerfile'],
    [`apiKey: "${value}"\n`, 'values.yaml'],
    [`X-Auth-Token: ${value}\n`, 'api.md'],
    [`client_secret=${value}\n`, 'app.ini'],
  ];
  for (const [text, path] of places) {
    const found = judge(text, path).filter((match) => match.confidence !== 'possible');
    t.deepEqual(
      found.map((match) => [match.secret, match.place]),
      [[value, value]],
      `${path}: ${text}`,
    );
  }
});

test('references, ciphertext, templates, calls, types and placeholders are no leaks', (t) => {
  const texts = [
    'password: ${DB_PASSWORD}', 'password: ${DB_PASSWORD:-}', 'password: $DB_PASSWORD', 'password: "$(cat /run/secret)"', 'password=%DB_PASSWORD%',
    'password: {{ .Values.password }}', 'password: "{{ lookup(\'env\', \'X\') }}"', 'password: <%= ENV["X"] %>', 'password: #{db_password}#',
    'password: ENC[AES256_GCM,data:abcd,iv:efgh,tag:ijkl,type:str]', 'password: ref+awssecrets://prod/db#/password', 'password: op://vault/item/field',
    'password: vault:secret/data/db#password', 'password: <path:secret/data/db#password>', 'password = process.env.DB_PASSWORD;',
    'password = os.environ["DB_PASSWORD"]', 'password = os.getenv("DB_PASSWORD")', 'password: string;', 'password?: string | undefined,', 'String password;',
    'password = getPassword();', 'this.password = password;', 'self.password = options.password', 'password: required', 'password: <password>',
    'password=changeme', 'password: your-password-here', 'password: ********', 'password: xxxxxxxxxxxx', 'PASSWORD_FILE=/run/secrets/db_password',
    '"password": "Mot de passe"', 'passwordLength: 12', 'token_type: bearer', 'key: value', 'secretName: my-app-tls', 'author: Jane Doe <jane@example.org>',
    'secretKeyRef:\n  name: db\n  key: password', 'Please enter your password: it must be long', 'primaryKey: "id"', 'keyboard: "qwerty-layout-de"',
  ]; // prettier-ignore
  const wrong = texts
    .map((text) => ({
      text,
      found: judge(`${text}\n`, 'a/b.yaml').filter((m) => m.confidence !== 'possible'),
    }))
    .filter(({ found }) => found.length > 0);
  t.deepEqual(wrong, []);
});

test('at one place the vendor stays, not the name', (t) => {
  const token = acmeToken('overlap');
  const both = createEngine([...detectors.filter((d) => d.generic === true), plain]);
  t.deepEqual(
    judge(`api_token = "${token}"`, 'a.py', both).map((match) => match.id),
    [plain.id],
  );
  // A vendor's token also before the form that carries it.
  const all = createEngine([
    ...detectors.filter((d) => d.vendor === 'generic'),
    { ...plain, vendor: 'acme' },
  ]);
  for (const text of [
    `git clone https://bob:${token}@git.test/a`,
    `Authorization: Basic ${Buffer.from(`bob:${token}`).toString('base64')}`,
  ])
    t.deepEqual(
      judge(text, 'a.sh', all).map((match) => match.id),
      [plain.id],
    );
});

test('a vendor whose form says little is as sure as the name and the text together', (t) => {
  const token = acmeToken('backed');
  const shy: Detector = { ...plain, confidence: 'possible' };
  const both = createEngine([...detectors.filter((d) => d.generic === true), shy]);
  const told = (text: string): string[] =>
    judge(text, 'a.py', both).map((match) => `${match.id} ${match.confidence}`);
  t.deepEqual(told(`note = "${token}"`), [`${shy.id} possible`]);
  t.deepEqual(told(`api_token = "${token}"`), [`${shy.id} likely`]);
});

test('a check decides: valid is certain, invalid and example are dropped, published is told apart', (t) => {
  const token = acmeToken('check');
  const withVerdict = (verdict: 'valid' | 'invalid' | 'example' | 'published' | 'unknown'): string[] => {
    const detector: Detector = { ...plain, check: () => ({ verdict, note: `it is ${verdict}`, expires: 7 }) };
    const own = createEngine([detector]);
    const bytes = Buffer.from(token);
    return own
      .judge(bytes, own.find(bytes), {})
      .map((match) => [match.harmless ?? match.confidence, match.expires, ...match.why].join());
  };
  t.deepEqual(withVerdict('valid'), ['certain,7,it is valid']);
  t.deepEqual(withVerdict('unknown'), ['likely,7,it is unknown']);
  t.deepEqual(withVerdict('invalid'), []);
  t.deepEqual(withVerdict('example'), []);
  t.deepEqual(withVerdict('published'), ['it is published,7,it is published']);
});

test('certificates and public keys are no secrets, whatever names and documents say', (t) => {
  const body = new Random('public').base62(60);
  const judged = (text: string): unknown =>
    engine.judgeValue(
      { name: 'tls.ca', secret: Secret.fromText(text), declaredSecret: true },
      { path: 'a.yaml' },
    );
  t.is(judged(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`), undefined);
  t.is(judged(`ssh-rsa ${['AAAA', 'B3NzaC1yc2E'].join('')}${body} a@b`), undefined);
  t.truthy(judged(body));
  t.deepEqual(judge(`host_key = "${['AAAA', 'C3NzaC1lZDI1'].join('')}${body}"\n`, 'a.py'), []);
});

test('a table with passwords: every row, whatever the first one holds', (t) => {
  const words = ['changeme', ...['a', 'b', 'c'].map((seed) => acmeToken(seed).slice(-16))];
  const found = (rows: (word: string) => string, head: string): number[] => {
    const text = `${head}\n${words.map(rows).join('\n')}\n\nno row: ${words[1] ?? ''}\n`;
    return judge(text, 'a/table.txt').flatMap(({ id, secret }) =>
      id === 'table-password' ? [words.indexOf(secret)] : [],
    );
  };
  t.deepEqual(
    found((word) => `bob,${word},1`, 'user,password,n'),
    [1, 2, 3],
  );
  t.deepEqual(
    found((word) => `"b;b";"${word}"`, '"user";"password"'),
    [1, 2, 3],
  );
  t.deepEqual(
    found((word) => `| bob | \`${word}\` |`, '| user | password |\n|---|---|'),
    [1, 2, 3],
  );
});

test('a companion is looked for around the secret, and may be required', (t) => {
  const token = acmeToken('pair');
  const companion = { name: 'id', pattern: /acmeid-\d{6}/, distance: 60 };
  const own = (required: boolean): ReturnType<typeof createEngine> =>
    createEngine([{ ...plain, companion: { ...companion, required } }]);
  const pair = (text: string, required: boolean): (string | undefined)[] => {
    const bytes = Buffer.from(text);
    const by = own(required);
    return by
      .judge(bytes, by.find(bytes), {})
      .map(
        ({ companion }) => companion && bytes.subarray(companion.span.start, companion.span.end).toString(),
      );
  };
  t.deepEqual(pair(`id: acmeid-123456\nkey: ${token}`, true), ['acmeid-123456']);
  t.deepEqual(pair(`key: ${token}\nid: acmeid-123456`, true), ['acmeid-123456']);
  t.deepEqual(pair(`id: acmeid-123456\n${' '.repeat(99)}\nkey: ${token}`, true), []);
  t.deepEqual(pair(`key: ${token}`, false), [undefined]);
  // Each secret has its own, whichever comes first.
  const [a, b] = [`key: ${acmeToken('a')}`, `key: ${acmeToken('b')}`];
  t.deepEqual(pair(`acmeid-111111\n${a}\n\nacmeid-222222\n${b}`, false), ['acmeid-111111', 'acmeid-222222']);
  t.deepEqual(pair(`${a}\nacmeid-111111\n\n${b}\nacmeid-222222`, false), ['acmeid-111111', 'acmeid-222222']);
});

test('the value of a document: by its name, by its own form, or because the document says so', (t) => {
  const judgeValue = (name: string, text: string, declaredSecret = false): string | undefined => {
    const match = engine.judgeValue(
      { name, secret: Secret.fromText(text), declaredSecret },
      { path: 'values.yaml' },
    );
    return match && `${match.detector.vendor} ${match.confidence}`;
  };
  t.is(judgeValue('postgresql.auth.password', value), 'generic likely');
  t.is(judgeValue('replicas', value), undefined);
  t.is(judgeValue('anything', value, true), 'generic likely');
  t.is(judgeValue('password', '${DB_PASSWORD}', true), undefined);
  t.is(judgeValue('password', 'changeme'), undefined);
  const token = acmeToken('value');
  const own = createEngine([plain]);
  const match = own.judgeValue(
    { name: 'x', secret: Secret.fromText(`see ${token}`), declaredSecret: false },
    {},
  );
  t.is(match && Buffer.from(reveal(match.secret)).toString(), token);
});

test('nothing that is told about a match holds a part of the value', (t) => {
  const text = `password = "${value}"\napi_key = "${new Random('other').base62(30)}"\n`;
  const bytes = Buffer.from(text);
  for (const match of engine.judge(bytes, engine.find(bytes), { path: 'a.py' })) {
    const secret = Buffer.from(reveal(match.secret)).toString();
    for (const line of [...match.why, JSON.stringify(match.secret)])
      for (let at = 0; at + 4 <= secret.length; at++) t.false(line.includes(secret.slice(at, at + 4)), line);
  }
});
