import test from 'ava';
import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { reveal } from '../../src/engine/index.ts';
import { applyPlan } from '../../src/migration/index.ts';
import { snapshot } from './helpers.ts';
import { shop } from './shop.ts';
import { openSops } from './sops-store.ts';
import { ServerStore, StoreServer } from './store-server.ts';

const count = process.env['UNLEAK_LONG'] === undefined ? 40 : 1000;

interface Manifest {
  readonly text: string;
  /** What Kubernetes would hold: every key with its bytes. */
  readonly data: ReadonlyMap<string, Buffer>;
}

const key = fc.stringMatching(/^[a-zA-Z][-._a-zA-Z0-9]{0,12}$/);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(
    '',
    ' ',
    'a\n',
    'a\n\nb\n',
    '\n',
    '{{ .x }}',
    'yes',
    '0x1F',
    '1e3',
    'null',
    '~',
    '- a',
    'a: b',
    '#x',
    "it's",
    '"q"',
    'tab\there',
    '\u2028',
  ),
);
const bytes = fc.uint8Array({ maxLength: 40 }).map((one) => Buffer.from(one));

const manifest = fc
  .record({
    data: fc.dictionary(key, bytes, { maxKeys: 4 }),
    stringData: fc.dictionary(key, text, { maxKeys: 4 }),
    type: fc.constantFrom(undefined, 'Opaque', 'kubernetes.io/basic-auth'),
    style: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL'),
    indent: fc.constantFrom(2, 4),
    crlf: fc.boolean(),
  })
  .filter(({ data, stringData }) => Object.keys(data).length + Object.keys(stringData).length > 0);

function build(index: number, one: typeof manifest extends fc.Arbitrary<infer T> ? T : never): Manifest {
  const object = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `s${index}` },
    ...(one.type === undefined ? {} : { type: one.type }),
    ...(Object.keys(one.data).length === 0
      ? {}
      : {
          data: Object.fromEntries(
            Object.entries(one.data).map(([name, value]) => [name, value.toString('base64')]),
          ),
        }),
    ...(Object.keys(one.stringData).length === 0 ? {} : { stringData: one.stringData }),
  };
  const written = stringify(object, {
    indent: one.indent,
    defaultStringType: one.style,
    defaultKeyType: 'PLAIN',
    lineWidth: 0,
  });
  const final = one.crlf ? written.replaceAll('\n', '\r\n') : written;
  // Not every style can carry every text: what counts is what the file says.
  const read = parse(final) as { data?: Record<string, string>; stringData?: Record<string, string> };
  const data = new Map([
    ...Object.entries(read.data ?? {}).map(([name, value]): [string, Buffer] => [
      name,
      Buffer.from(value, 'base64'),
    ]),
    ...Object.entries(read.stringData ?? {}).map(([name, value]): [string, Buffer] => [
      name,
      Buffer.from(value),
    ]),
  ]);
  return { text: final, data };
}

const manifests = fc.sample(manifest, { numRuns: count, seed: 7 }).map((one, index) => build(index, one));
const files = Object.fromEntries(manifests.map(({ text: written }, index) => [`s${index}.yaml`, written]));
const wanted = Object.fromEntries(
  manifests.map((_one, index) => [`s${index}.yaml`, / (?:stringData|data)[.[]/]),
);

test('what the operator would make of an ExternalSecret is the Secret that was there, every key and byte', async (t) => {
  const server = await StoreServer.start();
  t.teardown(() => server.stop());
  const one = await shop(t, new ServerStore(server.url), files, wanted);
  const plan = await one.plan();
  const out = await applyPlan(plan, one.context({ rescan: () => Promise.resolve([]) }));
  t.is(out.state, 'done', out.reason);
  const after = snapshot(one.root);
  const left = new Set(plan.manual.map((item) => item.path));
  let kept = 0;
  for (const [index, { data }] of manifests.entries()) {
    const path = `s${index}.yaml`;
    // A value that looks like a template makes the file one: then nothing was found in it.
    if (left.has(path) || !plan.files.some((file) => file.path === path)) {
      t.is(after[path], files[path]);
      kept++;
      continue;
    }
    const external = parse(after[path] ?? '') as {
      kind: string;
      spec: { data: { secretKey: string; remoteRef: { key: string; property?: string } }[] };
    };
    t.is(external.kind, 'ExternalSecret', files[path]);
    const made = external.spec.data.map(({ secretKey, remoteRef }): [string, Buffer] => {
      const held = server.held.get(remoteRef.key);
      const value = held?.versions.get(held.current) ?? Buffer.alloc(0);
      if (remoteRef.property === undefined) return [secretKey, value];
      const fields = JSON.parse(value.toString()) as Record<string, string>;
      return [secretKey, Buffer.from(fields[remoteRef.property] ?? 'missing')];
    });
    t.deepEqual(new Map(made), new Map(data), path);
  }
  t.log(`${manifests.length} Secrets, ${kept} kept as they were`);
  t.true(kept <= count / 4, JSON.stringify(plan.manual.slice(0, 5)));
});

test('what SOPS encrypted in place decrypts to the Secret that was there', async (t) => {
  const one = await shop(t, openSops, files, wanted);
  const plan = await one.plan({ decryptedBy: 'manual' });
  const out = await applyPlan(plan, one.context({ rescan: () => Promise.resolve([]) }));
  t.is(out.state, 'done', out.reason);
  const left = new Set(plan.manual.map((item) => item.path));
  const store = openSops(one.root, one.dir);
  for (const index of manifests.keys()) {
    const path = `s${index}.yaml`;
    const now = new Uint8Array(readFileSync(join(one.root, path)));
    if (left.has(path) || !plan.files.some((file) => file.path === path)) {
      t.is(Buffer.from(now).toString(), String(files[path]));
      continue;
    }
    const before = parse(files[path] ?? '') as Record<string, Record<string, string> | undefined>;
    const leaves = await store.decrypt({ path, bytes: now, format: 'yaml' });
    const found = Object.fromEntries(
      leaves
        .map((leaf) => [leaf.path.join('\0'), Buffer.from(reveal(leaf.value)).toString()])
        .filter(([, value]) => value !== ''),
    );
    const meant = Object.fromEntries(
      ['data', 'stringData'].flatMap((part) =>
        // sops leaves an empty string as it is.
        Object.entries(before[part] ?? {}).flatMap(([name, value]) =>
          value === '' ? [] : [[`${part}\0${name}`, value]],
        ),
      ),
    );
    t.deepEqual(found, meant, path);
  }
  t.log(`${manifests.length} Secrets, ${left.size} left`);
  t.true(left.size <= count / 4, JSON.stringify(plan.manual.slice(0, 5)));
});
