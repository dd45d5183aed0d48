import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';

import { Random, makeJwt } from '../../detectors/helpers.ts';
import { detectors } from '../../detectors/index.ts';
import { createEngine, reveal } from '../../src/engine/index.ts';
import type { Match } from '../../src/engine/index.ts';

const engine = createEngine(detectors);

function matchesOf(text: string, id?: string): Match[] {
  const bytes = Buffer.from(text, 'latin1');
  return engine
    .judge(bytes, engine.find(bytes), {})
    .filter((m) => m.harmless === undefined && (id === undefined || m.detector.id === id));
}

// The vectors below are published by the vendors or in the standards; they are put together here so that this file
// holds none of them in one piece.

test("GitHub's checksum: a published vector", (t) => {
  const body = ['zQWBuTSOoRi4A9sp', 'HcVY5ncnsDkxkJ'].join('');
  const [right] = matchesOf(`token: ghp_${body}0mLq17`, 'github-personal-access-token');
  t.is(right?.confidence, 'certain');
  t.deepEqual(right?.why, ['checksum ok']);
  const [wrong] = matchesOf(`token: ghp_${body}0mLq18`, 'github-personal-access-token');
  t.is(wrong?.confidence, 'likely');
});

test('the account of an AWS access key id is told', (t) => {
  const id = ['AKIA', 'Y34FZKBO', 'KMUTVV7A'].join('');
  const [match] = matchesOf(`aws_access_key_id = ${id}`, 'aws-access-key-id');
  t.deepEqual(match?.why, ['of account 609629065308']);
});

test('seed phrases: the checksum of BIP 39', (t) => {
  const phrase = 'legal winner thank year wave sausage worth useful legal winner thank';
  t.is(matchesOf(`mnemonic="${phrase} yellow"`, 'wallet-seed-phrase')[0]?.confidence, 'certain');
  t.is(matchesOf(`mnemonic="${phrase} year"`, 'wallet-seed-phrase')[0]?.confidence, 'possible');
  t.deepEqual(matchesOf(`mnemonic="${'abandon '.repeat(11)}about"`, 'wallet-seed-phrase'), []);
});

test('Bitcoin keys: Base58Check', (t) => {
  const key = ['5HueCGU8rMjxEXxiPuD5BDku4', 'MkFqeZyd4dZ1jvhTVqvbTLvyTJ'].join('');
  t.is(matchesOf(`BTC_PRIVATE_KEY=${key}`, 'bitcoin-private-key')[0]?.confidence, 'certain');
  t.deepEqual(matchesOf(`BTC_PRIVATE_KEY=${key.replace('vyTJ', 'vyTK')}`, 'bitcoin-private-key'), []);
});

test('private keys are parsed, in files, JSON, YAML and code: kind, size, encrypted or not', (t) => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey;
  const dsa = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).privateKey;
  const pem = (key: typeof rsa, type: 'pkcs1' | 'pkcs8' | 'sec1', passphrase?: string): string =>
    key
      .export({ type, format: 'pem', ...(passphrase ? { cipher: 'aes-256-cbc', passphrase } : {}) })
      .toString();
  const cases: readonly (readonly [string, string, 'certain' | 'possible'])[] = [
    [pem(rsa, 'pkcs1'), 'RSA 2048, not encrypted', 'certain'],
    [pem(rsa, 'pkcs8'), 'RSA 2048, not encrypted', 'certain'],
    [pem(ec, 'sec1'), 'EC secp384r1, not encrypted', 'certain'],
    [pem(dsa, 'pkcs8'), 'DSA 1024, not encrypted', 'certain'],
    [pem(rsa, 'pkcs8', 'x'), 'encrypted private key: as strong as its passphrase', 'possible'],
    [pem(rsa, 'pkcs1', 'x'), 'encrypted private key: as strong as its passphrase', 'possible'],
  ];
  for (const [text, why, confidence] of cases) {
    const lines = text.trim().split('\n');
    const carriers = {
      file: text,
      crlf: text.replaceAll('\n', '\r\n'),
      json: JSON.stringify({ key: text }),
      yaml: `tls:\n  key: |\n${lines.map((l) => `    ${l}`).join('\n')}\nport: 80\n`,
      code: `const key =\n${lines.map((l) => `  "${l}\\n"`).join(' +\n')};\n`,
    };
    for (const [carrier, content] of Object.entries(carriers)) {
      const [match] = matchesOf(content);
      t.deepEqual([match?.why, match?.confidence], [[why], confidence], `${why} in ${carrier}`);
    }
  }
});

test('OpenSSH keys say whether they are encrypted', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'unleak-keys-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const make = (name: string, passphrase: string): string | undefined => {
    try {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', join(folder, name)]);
    } catch {
      return undefined;
    }
    return readFileSync(join(folder, name), 'latin1');
  };
  const [open, closed] = [make('a', ''), make('b', 'long enough')];
  if (open === undefined || closed === undefined) {
    t.log('skipped: ssh-keygen is not there');
    t.not(process.env['CI'], 'true', 'nothing may skip in CI');
    return;
  }
  t.deepEqual(matchesOf(open, 'private-key')[0]?.why, ['OpenSSH private key, not encrypted']);
  t.deepEqual(matchesOf(closed, 'encrypted-private-key')[0]?.why, [
    'OpenSSH private key, encrypted: as strong as its passphrase',
  ]);
});

test('what is no secret: public keys, certificates, published examples, weak words in URLs', (t) => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const nothing = [
    publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    JSON.stringify(publicKey.export({ format: 'jwk' })),
    `aws_access_key_id = ${['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('')}`,
    // Of the documentation of Stripe, Azure, GitHub, Telegram, the RFCs.
    `curl -u ${['sk_', 'test_', '4eC39HqLyjWDarjt', 'T1zdp7dc'].join('')}:`,
    `AccountKey=${['Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50u', 'SRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='].join('')}`,
    `COSMOS_KEY=${['C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5', 'DEQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw=='].join('')}`,
    `access_token=${['gho', '_16C7e42F292c6912', 'E7710c838347Ae178B4a'].join('')}`,
    `TELEGRAM_TOKEN=${['110201543:', 'AAHdqTcvCH1vGWJxf', 'SeofSAs0K5PALDsaw'].join('')}`,
    [
      'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9',
      'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ',
      'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    ].join('.'),
    JSON.stringify({
      kty: 'oct',
      k: ['AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr', '_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow'].join(
        '',
      ),
    }),
    'http://admin:admin@localhost:3000/',
    'postgres://user:password@localhost/db',
  ];
  for (const text of nothing) t.deepEqual(matchesOf(text), [], text.slice(0, 20));
});

test('Supabase: the anon key is public, the service role key is not', (t) => {
  const random = new Random('supabase');
  const key = (role: string): string => makeJwt(random, { iss: 'supabase', role, exp: 4_000_000_000 });
  t.deepEqual(matchesOf(`KEY=${key('anon')}`, 'json-web-token'), []);
  t.is(matchesOf(`KEY=${key('service_role')}`, 'supabase-service-role-key')[0]?.confidence, 'certain');
});

test('a token keeps its exact bytes among punctuation and escapes', (t) => {
  const d = detectors.find((x) => x.id === 'stripe-secret-key');
  const [example] = d?.examples().hits ?? [];
  const value = typeof example === 'string' ? example : '';
  for (const text of [
    `(${value})`,
    `[${value}],`,
    `see ${value}.`,
    `"a\\n${value}\\n"`,
    `q=%22${value}%22`,
    `x\\u003d${value}`,
    `\u001b[31m${value}\u001b[0m`,
    `<a>${value}</a>`,
    `${value};${value}`,
    `key:${value}@host`,
    `'${value}'/*c*/`,
    `Authorization: Bearer ${value}\r\n`,
  ]) {
    const found = matchesOf(text, 'stripe-secret-key');
    t.true(found.length > 0, text.replace(value, '…'));
    for (const m of found) t.is(Buffer.from(reveal(m.secret)).toString('latin1'), value);
  }
});
