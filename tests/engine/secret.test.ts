import { readFile, readdir } from 'node:fs/promises';
import { inspect } from 'node:util';

import test from 'ava';

import { Secret, reveal } from '../../src/engine/index.ts';

/** Who may take the bytes out of a secret, and what for. A new line here is a decision, not a formality. */
const allowed: readonly (readonly [file: string, reason: string])[] = [
  ['src/engine/secret.ts', 'defines it'],
  ['src/engine/engine.ts', 'judges a value that a document names'],
  ['src/engine/overlaps.ts', 'compares two values found at one place'],
  ['src/scan/findings.ts', 'keyed fingerprints: equal values are one finding, ids survive line moves'],
  ['src/scan/judge-document.ts', 'judges a plain password by its text'],
  ['src/scan/judge-blobs.ts', 'hands what a thread judged to the main one, in memory'],
  ['src/scan/mask.ts', 'masks the value in names that are printed'],
  ['src/config/value.ts', 'keyed tag of the baseline, allow rules over values'],
  ['src/manifests/edit.ts', 'splice, and comparison after it'],
  ['src/migration/draft.ts', 'composes the values of a Secret'],
  ['src/migration/plan.ts', 'keyed fingerprints, comparison, sizes that a store allows'],
  ['src/migration/status.ts', 'compares the stored value with the leaked one'],
  ['src/migration/transaction.ts', 'comparison after read-back'],
  [
    'src/migration/references/',
    'can a reference of this kind carry the value: its encoding, its special characters',
  ],
  ['providers/aws-secrets-manager.ts', 'put and comparison'],
  ['providers/gcp-secret-manager.ts', 'put and comparison'],
  ['providers/remote.ts', 'put as text, comparison'],
  ['providers/sops/', 'encrypt and mac'],
];

test('only listed files take the bytes out of a secret', async (t) => {
  const root = new URL('../../', import.meta.url);
  const strangers: string[] = [];
  for (const folder of ['src', 'detectors', 'providers', 'scripts']) {
    const files = await readdir(new URL(folder, root), { recursive: true });
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      const path = `${folder}/${file}`;
      const text = await readFile(new URL(path, root), 'utf8');
      if (!/\breveal\b\s*[(,}]/.test(text.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, ''))) continue;
      // Handing the function on is allowed to the room's index alone.
      if (path === 'src/engine/index.ts') continue;
      if (!allowed.some(([prefix]) => path.startsWith(prefix))) strangers.push(path);
    }
  }
  t.deepEqual(strangers, []);
});

test('no conversion to text shows a value', (t) => {
  const value = ['correct', 'horse', 'battery'].join('-');
  const secret = Secret.fromText(value, 'cor');
  const error = new Error('a failure', { cause: secret });
  const shown = [
    String(secret),
    `in a sentence: ${secret as unknown as string}`,
    JSON.stringify({ secret, list: [secret] }),
    inspect(secret, { showHidden: true, depth: 9 }),
    inspect({ deep: { secret } }, { showHidden: true, depth: 9 }),
    inspect(error, { showHidden: true, depth: 9 }),
    Object.entries(secret).join(),
    JSON.stringify(Object.getOwnPropertyDescriptors(secret)),
  ];
  for (const text of shown) {
    t.false(text.includes('horse'), text);
    t.false(text.includes(Buffer.from(value).toString('base64').slice(4, 12)), text);
  }
  t.is(String(secret), 'cor****');
  t.deepEqual(Buffer.from(reveal(secret)).toString(), value);
});

test('a length is told as a class', (t) => {
  const classOf = (n: number): string => Secret.fromText('x'.repeat(n)).lengthClass;
  t.deepEqual([0, 7, 8, 15, 16, 31, 32, 63, 64, 9999].map(classOf), [
    '<8', '<8', '8-15', '8-15', '16-31', '16-31', '32-63', '32-63', '64+', '64+',
  ]); // prettier-ignore
});
