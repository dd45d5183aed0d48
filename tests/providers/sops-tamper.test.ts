import test from 'ava';
import { formatOf } from '../../providers/sops/index.ts';
import type { FileFormat } from '../../src/migration/store.ts';
import { need } from '../services/parts.ts';
import { makeWorld, run } from './sops-world.ts';

const places = process.env['UNLEAK_LONG'] === undefined ? 150 : 1000;

/** A small generator with a seed, so that a failure can be seen again. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const sources: Record<string, string> = {
  'a.yaml':
    'kind: Secret\nmetadata:\n  name: db\ndata:\n  user: YWRtaW4=\n  port: 5432\n  deep:\n    list: [one, two]\nplain_unencrypted: clear\n',
  'b.json':
    '{\n  "data": {"user": "admin", "port": 5432, "list": ["one", "two"]},\n  "plain_unencrypted": "clear"\n}\n',
  'c.env': 'DB_USER=admin\nDB_PORT=5432\nPLAIN_unencrypted=clear\n',
  'd.ini': '[db]\nuser = admin\nport = 5432\nplain_unencrypted = clear\n',
};

/** The ranges that must not change: ciphertexts with their iv and tag, the MAC, lastmodified, keys above, clear values. */
function guarded(text: string, format: FileFormat): [number, number][] {
  const found: [number, number][] = [];
  for (const match of text.matchAll(/ENC\[AES256_GCM,data:[^\]]*\]|\d{4}-\d\d-\d\dT[\d:]+Z|\bclear\b/g)) {
    found.push([match.index, match.index + match[0].length]);
  }
  const keys = format === 'dotenv' ? /DB_USER|DB_PORT/g : /\b(?:user|port|list|deep)\b/g;
  for (const match of text.matchAll(keys)) found.push([match.index, match.index + match[0].length]);
  return found;
}

test('a change at any guarded place is refused', async (t) => {
  const world = await makeWorld(t);
  for (const [index, name] of Object.keys(sources).entries()) {
    const format = formatOf(name);
    const pick = random(index + 1);
    const { path, text } = await world.encrypt(name, sources[name] ?? '');
    const ranges = guarded(text, format);
    t.true(ranges.length >= 6);
    let accepted = 0;
    for (let i = 0; i < places; i++) {
      const [start, end] = ranges[pick(ranges.length)] ?? [0, 1];
      const at = start + pick(end - start);
      const chars = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=:,[]';
      const char = chars[pick(chars.length)] ?? 'A';
      const choice = pick(3);
      const changed =
        choice === 0
          ? text.slice(0, at) + char + text.slice(at + 1)
          : choice === 1
            ? text.slice(0, at) + text.slice(at + 1)
            : text.slice(0, at) + char + text.slice(at);
      if (changed === text) continue;
      const result = await world.store
        .decrypt({ path, bytes: Buffer.from(changed), format })
        .catch(() => undefined);
      if (result !== undefined) {
        accepted++;
        t.log(`${name}: ${text.slice(at - 20, at + 20)} -> ${changed.slice(at - 20, at + 20)}`);
      }
    }
    t.is(accepted, 0, name);
  }
});

test('values cannot change places, be dropped, added or put in clear', async (t) => {
  const world = await makeWorld(t);
  const { path, text } = await world.encrypt('a.yaml', 'a: one\nb: two\nc:\n  - x\n  - y\n');
  const values = [...text.matchAll(/ENC\[[^\]]+type:str\]/g)].map((match) => match[0]);
  const [a = '', b = '', x = '', y = ''] = values;
  const line = (key: string): RegExp => new RegExp(`^${key}: ENC.*\n`, 'm');
  const attempts: [string, string][] = [
    ['two keys swapped', text.replace(a, '§').replace(b, a).replace('§', b)],
    ['two items of a list swapped', text.replace(x, '§').replace(y, x).replace('§', y)],
    ['a value dropped', text.replace(line('a'), '')],
    ['a value doubled', text.replace(`- ${x}`, `- ${x}\n  - ${x}`)],
    ['a value in clear', text.replace(a, 'one')],
    ['an empty value', text.replace(a, '""')],
    ['a number in clear', text.replace(a, '1')],
    ['a value made a comment', text.replace(a, a.replace('type:str', 'type:comment'))],
    ['the rule widened', text.replace('unencrypted_suffix: _unencrypted', 'unencrypted_suffix: a')],
    ['the mac of only encrypted values', text.replace('version:', 'mac_only_encrypted: true\n    version:')],
    ['a second block', `${text}---\nd: ${a}\n`],
  ];
  for (const [what, changed] of attempts) {
    t.not(changed, text, what);
    const error = await t.throwsAsync(
      world.store.decrypt({ path, bytes: Buffer.from(changed), format: 'yaml' }),
      undefined,
      what,
    );
    t.false(error.message.includes('data:'), 'no ciphertext in an error');
  }
});

test('the real sops refuses what was tampered with, and accepts a changed name under mac_only_encrypted', async (t) => {
  const sops = need(t, 'sops');
  if (sops === undefined) return;
  const world = await makeWorld(t);
  for (const macOnlyEncrypted of [false, true]) {
    const { path, text } = await world.encrypt('a.yaml', sources['a.yaml'] ?? '', {
      encryptedRegex: '^data$',
      macOnlyEncrypted,
    });
    const renamed = text.replace('name: db', 'name: other');
    const code = (await run(sops, ['decrypt', world.write('b.yaml', renamed)], world.env)).code;
    t.is(code, macOnlyEncrypted ? 0 : 51);
    const ours = await world.store.decrypt({ path, bytes: Buffer.from(renamed), format: 'yaml' }).then(
      () => 0,
      () => 51,
    );
    t.is(ours, code);
  }
});
