import test from 'ava';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { need } from '../services/parts.ts';
import { run as sopsRun } from '../providers/sops-world.ts';
import { run, type Run } from './run.ts';

const clear = `# the database
apiVersion: v1
kind: Secret
metadata: {name: db}
data:
  user: ${Buffer.from('admin').toString('base64')} # who
stringData:
  password: first
  port: 5432
`;

test('unleak sops: updatekeys, rotate and set do what the real sops reads, and touch nothing else', async (t) => {
  const sops = need(t, 'sops');
  if (sops === undefined) return;
  const home = mkdtempSync(join(tmpdir(), 'unleak-sops-cli-'));
  t.teardown(() => rmSync(home, { recursive: true, force: true }));
  const [mine, other] = [await generateX25519Identity(), await generateX25519Identity()];
  const [me, them] = [await identityToRecipient(mine), await identityToRecipient(other)];
  const at = (name: string): string => join(home, name);
  const config = (...recipients: readonly string[]): void =>
    writeFileSync(
      at('.sops.yaml'),
      `creation_rules:\n  - path_regex: db\n    encrypted_regex: ^(data|stringData)$\n    age: [${recipients.join(', ')}]\n`,
    );
  const unleak = (input: string, ...args: readonly string[]): Promise<Run> =>
    run(['sops', ...args], { cwd: home, home, input, env: { SOPS_AGE_KEY: mine } });
  const decrypted = async (key: string): Promise<string> => {
    const env = { HOME: home, SOPS_AGE_KEY: key };
    return (await sopsRun(sops, ['decrypt', at('db.yaml')], env)).stdout.toString();
  };
  const text = (): string => readFileSync(at('db.yaml'), 'utf8');
  config(me);
  writeFileSync(at('db.yaml'), clear);
  const made = await sopsRun(sops, ['--config', at('.sops.yaml'), 'encrypt', '-i', at('db.yaml')], {
    HOME: home,
  });
  t.is(made.code, 0, made.stderr);
  chmodSync(at('db.yaml'), 0o640);
  symlinkSync('db.yaml', at('link.yaml'));
  const first = text();

  t.is((await unleak('', 'updatekeys', 'db.yaml')).stderr, 'db.yaml  is up to date\n');
  config(them, me);
  const asked = await unleak('', 'updatekeys', 'db.yaml');
  t.is(asked.code, 2);
  t.is(
    asked.stderr,
    `db.yaml  (.sops.yaml:2)\n  + age ${them}\nunleak: error: nobody can be asked here\nunleak: hint: give --yes to do it\n`,
  );
  t.is(text(), first);
  const updated = await unleak('', 'updatekeys', '--yes', 'link.yaml');
  t.is(updated.code, 0, updated.stderr);
  t.is(text().split('\nsops:')[0], first.split('\nsops:')[0], 'the values stay');
  t.is(await decrypted(other), await decrypted(mine));
  t.is(statSync(at('db.yaml')).mode & 0o777, 0o640);

  const before = text();
  const set = await unleak('second\n', 'set', 'db.yaml', 'stringData.password');
  t.is(set.stderr, 'set        stringData.password in db.yaml\n');
  const changed = text().split('\n').filter((line, index) => line !== before.split('\n')[index]); // prettier-ignore
  t.deepEqual(changed.map((line) => line.trim().split(':')[0]), ['password', 'lastmodified', 'mac']); // prettier-ignore
  t.is((await unleak('6543\n', 'set', 'db.yaml', '["stringData"]["port"]')).code, 0);
  t.regex((await unleak('root\n', 'set', 'db.yaml', 'data.user')).stderr, /as base64/);
  t.is(
    await decrypted(other),
    (await decrypted(mine)).replace(/user: .* #/, `user: ${Buffer.from('root').toString('base64')} #`),
  );
  t.regex(await decrypted(other), /password: second\n {4}port: 6543\n/);

  const beforeRotation = text();
  t.regex((await unleak('', 'rotate', 'db.yaml')).stderr, /^rotated {4}db\.yaml: a new data key/);
  t.not(text().split('\nsops:')[0], beforeRotation.split('\nsops:')[0]);
  t.regex(await decrypted(other), /password: second/);
  config(them);
  const removed = await unleak('', 'updatekeys', '--yes', 'db.yaml');
  t.regex(
    removed.stderr,
    /\n {2}- age age1.*\nupdated {4}db\.yaml\nwho was removed can still open older versions/s,
  );
  t.is(await decrypted(mine), '');

  const errors: readonly (readonly [readonly string[], RegExp])[] = [
    [['rotate', 'db.yaml'], /no identity at hand opens the file; it is encrypted to age age1/],
    [['rotate', '.sops.yaml'], /the file is not encrypted with SOPS/],
    [
      ['set', 'db.yaml', 'a.b', 'the-value'],
      /a value on the command line is seen by others\n.*standard input\n$/,
    ],
    [['set', 'db.yaml', '["a"'], /this is no path\n/],
    [['updatekeys', '--input-type', 'yaml', 'gone.yaml'], /no such file/],
  ];
  for (const [args, expected] of errors) {
    const { code, stderr } = await unleak('x', ...args);
    t.is(code, 2);
    t.regex(stderr, expected);
    t.notRegex(stderr, /the-value/);
  }
  writeFileSync(at('other.yaml'), readFileSync(at('db.yaml')));
  t.regex(
    (await unleak('', 'updatekeys', '--yes', 'other.yaml')).stderr,
    /no creation rule in .sops.yaml fits this file\n.*give --age, or add/,
  );
});
