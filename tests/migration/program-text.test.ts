import { execFileSync } from 'node:child_process';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';
import { literalsOf, syntaxes } from '../../src/migration/literals.ts';
import { madeUp, type Files } from './helpers.ts';
import { migrate } from './migrate.ts';
import { migrateToSops } from './migrate-sops.ts';

const value = (seed: number): string => madeUp(900 + seed, 24);

const python = `#!/usr/bin/env python3
"""What it does:
import nothing
"""
from __future__ import annotations
import sys

API_KEY = "${value(1)}"  # the partner's
settings = {'password': '${value(2)}', "it's": "a \\"#"}
def connect(user, token="${value(3)}"): return token
print(API_KEY, settings['password'], connect("app"), {}.get('DJANGO_KEY',
      '${value(10)}'))
`;
const node = `// it's a comment "
const quotes = /["']/g;
const apiKey = '${value(4)}';
const options = { clientSecret: "${value(5)}\\n", quotes }; /* " */
console.log(JSON.stringify([apiKey, options.clientSecret, (() => { return \`${value(6)}\` })()]));
`;
const go = `package main

import "fmt"

var password = "${value(7)}"

func main() { fmt.Println(password, \`${value(8)}\`) }
`;
const programs: Files = { 'app.py': python, 'app.cjs': node, 'main.go': go };
const every = { 'app.py': /at (?:8:|9:25|10:25|12:)/, 'app.cjs': /at (?:3|4|5):/, 'main.go': /at (?:5|7):/ };

const run = (name: string, args: readonly string[], input: string, env: NodeJS.ProcessEnv): string =>
  execFileSync(name, args, { input, env: { PATH: process.env['PATH'], ...env }, encoding: 'utf8' });

test('a program is left as it is, with the patch that would make it read its environment', async (t) => {
  const { files, plan, live } = await migrate(t, programs, every);
  t.deepEqual(files, programs);
  t.deepEqual(live, {});
  t.is(plan.changes.length, 0);
  const patches = plan.manual.flatMap(({ patch }) => patch ?? []);
  t.is(patches.length, 3);
  t.true(patches.join('').includes('-API_KEY = "****"  # the partner\'s\n'));
  t.true(patches.join('').includes('+API_KEY = os.environ["API_KEY"]  # the partner\'s\n'));
  t.true(patches.join('').includes('+import os\n import sys'));
  t.true(patches.join('').includes('+      os.environ["DJANGO_KEY"]))'));
  t.true(plan.manual.every(({ reason }) => reason.endsWith('a patch is proposed, and --code applies it')));
  for (let seed = 1; seed <= 10; seed++) t.false(JSON.stringify(plan).includes(value(seed)));
});

for (const kind of ['remote', 'SOPS'] as const)
  test(`--code, ${kind}: programs print the same, with the values in their environment`, async (t) => {
    const env = kind === 'SOPS' ? await sopsEnvironment(t) : await remoteEnvironment(t);
    t.is(run('python3', ['-'], env.files['app.py'] ?? '', env.variables), run('python3', ['-'], python, {}));
    t.is(
      run(process.execPath, ['-'], env.files['app.cjs'] ?? '', env.variables),
      run(process.execPath, ['-'], node, {}),
    );
    t.is(
      env.files['main.go'],
      go
        .replace('package main\n', 'package main\n\nimport "os"\n')
        .replace(`"${value(7)}"`, 'os.Getenv("MAIN_PASSWORD")')
        .replace(`\`${value(8)}\``, 'os.Getenv("GENERIC_PASSWORD_2")'),
    );
  });

interface Environment {
  readonly files: Readonly<Record<string, string>>;
  readonly variables: Record<string, string>;
}

async function remoteEnvironment(t: ExecutionContext): Promise<Environment> {
  const { files, plan, live } = await migrate(t, programs, every, { code: true, region: 'eu-west-1' });
  t.deepEqual(plan.manual, []);
  const stored = JSON.parse(String(live['shop/code-env'])) as Record<string, string>;
  const references = parse(files['secrets.code.vals.yaml'] ?? '') as Record<string, string>;
  const variables = Object.entries(references).map(([name, reference]) => [
    name,
    stored[reference.split('#/')[1] ?? ''] ?? '',
  ]);
  return { files, variables: Object.fromEntries(variables) as Record<string, string> };
}

async function sopsEnvironment(t: ExecutionContext): Promise<Environment> {
  const { files, plan, read } = await migrateToSops(t, programs, every, { code: true });
  t.deepEqual(plan.manual, []);
  return { files, variables: await read('secrets.code.enc.env') };
}

const refusals: readonly (readonly [path: string, text: string, reason: RegExp])[] = [
  ['a.py', `X = ("${value(1)}"\n  "more")\n`, /part of a larger expression/],
  ['a.py', `x = "${value(1)}" % y\n`, /part of a larger/],
  ['a.py', `x = "${value(1)}".strip()\n`, /part of a larger/],
  ['a.py', `x = b"${value(1)}"\n`, /part of a larger/],
  ['a.js', `x = 'a' + "${value(1)}"\n`, /part of a larger/],
  ['a.js', `if (x === "${value(1)}") y()\n`, /part of a larger/],
  ['a.jsx', `a(<X token="${value(1)}"\n  b="c" />)\n`, /part of a larger/],
  ['a.ts', `x = { "${value(1)}": 1 }\n`, /part of a larger/],
  ['a.go', `package a\n\nconst (\n\ta = 1\n\tb = "${value(1)}"\n)\n`, /only a constant/],
  ['A.java', `@Value("${value(1)}") String x;\n`, /only a constant/],
  ['A.cs', `const string Password = "${value(1)}";\n`, /only a constant/],
];

test('what is not a whole expression, or must be a constant, is refused with --code too', async (t) => {
  const before = Object.fromEntries(refusals.map(([path, text], index) => [`${index}/${path}`, text]));
  const wanted = Object.fromEntries(Object.keys(before).map((path) => [path, /string/]));
  const { files, plan } = await migrate(t, before, wanted, { code: true });
  t.deepEqual(files, before);
  for (const [index, [path, text, reason]] of refusals.entries())
    t.regex(plan.manual.find((one) => one.path === `${index}/${path}`)?.reason ?? '', reason, text);
});

test('Spring and .NET: placeholders, a default taken out, one variable for one value', async (t) => {
  const before: Files = {
    'application.yml': `spring:\n  datasource: {password: ${value(1)}, url: x}\n`,
    'application-prod.properties': `spring.datasource.password=${value(2)}\nmail.password=\${MAIL_PASS:${value(3)}}\n`,
    'appsettings.json': `{"Smtp": {"Password": "${value(4)}"}}\n`,
    'appsettings.Production.json': `{"Smtp": {"Password": "${value(5)}"}}\n`,
  };
  const password = /(?<!^mail)\.[Pp]assword$| default$/;
  const wanted = Object.fromEntries(Object.keys(before).map((path) => [path, password]));
  const { files, plan, live } = await migrate(t, before, wanted, { code: true });
  t.is(
    files['application.yml'],
    'spring:\n  datasource: {password: "${APPLICATION_SPRING_DATASOURCE_PASSWORD}", url: x}\n',
  );
  t.is(
    files['application-prod.properties'],
    'spring.datasource.password=${APPLICATION_PROD_SPRING_DATASOURCE_PASSWORD}\nmail.password=${MAIL_PASS}\n',
  );
  t.is(files['appsettings.json'], before['appsettings.json'] as string);
  t.is(files['appsettings.Production.json'], '{"Smtp": {"Password": ""}}\n');
  t.is(plan.manual.length, 1);
  t.regex(plan.manual[0]?.reason ?? '', /Smtp__Password has another value in another file/);
  t.deepEqual(JSON.parse(String(live['shop/code-env'])), {
    APPLICATION_PROD_SPRING_DATASOURCE_PASSWORD: value(2),
    MAIL_PASS: value(3),
    APPLICATION_SPRING_DATASOURCE_PASSWORD: value(1),
    Smtp__Password: value(5),
  });
});

test('literals: comments, escapes and other strings are told apart, in time that grows with the text', (t) => {
  const found = (text: string, name: keyof typeof syntaxes): unknown[] =>
    literalsOf(text, syntaxes[name]).map((one) => one.value);
  t.deepEqual(found(`a = 'x' # 'no'\n"""b "no" """\nc = "y\\t"`, 'python'), ['x', 'y\t']);
  t.deepEqual(found("/* 'no' */ f(/'/, \"a\", `b`, `c${d}`) // 'no'", 'javascript'), ['a', 'b', undefined]);
  t.deepEqual(found('x := \'"\' + "a" + `\\n`', 'go'), ['a', '\\n']);
  t.deepEqual(found('var a = @"C:\\" + "b" + $"{c}";', 'csharp'), ['b']);
  for (const name of Object.keys(syntaxes) as (keyof typeof syntaxes)[])
    for (const part of ['/*', '"', "'", '`', '"""', '@"', '=/', '#', "'''", '= /[', '\\'])
      t.true(found(part.repeat(20_000), name).length >= 0);
});
