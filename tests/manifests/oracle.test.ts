import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { parseAllDocuments } from 'yaml';
import { reveal } from '../../src/engine/index.ts';
import { fileReferences, readDocument, readReferenced } from '../../src/manifests/index.ts';
import type { AddressedValue } from '../../src/manifests/index.ts';
import { need } from '../services/parts.ts';
import { exampleTrees } from './cases/trees.ts';
import type { ExampleTree } from './cases/trees.ts';

/** Where the real program says that a value ends: a Secret's key or a container's variable. */
interface Rendered {
  readonly where: string;
  readonly key: string;
  readonly value: string;
}

/** What the program renders, read without any code of ours. */
function render(program: string, tree: ExampleTree, folder: string, more: readonly string[]): Rendered[] {
  const args = tree.program === 'kubectl' ? ['kustomize', ...more] : ['template', 'x', '.', ...more];
  const text = execFileSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, HOME: folder, HELM_CACHE_HOME: folder, HELM_CONFIG_HOME: folder },
  });
  return parseAllDocuments(text).flatMap((document) => valuesOf(document.toJS() as unknown));
}

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly template?: {
      readonly spec?: { readonly containers?: readonly { readonly env?: readonly Variable[] }[] };
    };
  };
}

interface Variable {
  readonly name: string;
  readonly value?: string;
}

function valuesOf(node: unknown): Rendered[] {
  if (typeof node !== 'object' || node === null) return [];
  const object = node as KubernetesObject;
  const where = `${object.kind}/${object.metadata.name}`;
  if (object.kind === 'Secret') {
    const data = Object.entries(object.data ?? {}).map(
      ([key, text]) => [key, Buffer.from(text, 'base64').toString()] as const,
    );
    return [...data, ...Object.entries(object.stringData ?? {})].map(([key, value]) => ({
      where,
      key,
      value,
    }));
  }
  return (object.spec?.template?.spec?.containers ?? []).flatMap(({ env }) =>
    (env ?? []).flatMap(({ name, value }) => (value === undefined ? [] : [{ where, key: name, value }])),
  );
}

/** Every value that we read in the files of a tree, those that are referred to included. */
function readTree(files: Readonly<Record<string, string>>): AddressedValue[] {
  return Object.entries(files).flatMap(([path, text]) => {
    const bytes = Buffer.from(text);
    const referred = fileReferences(path, bytes).flatMap((reference) => {
      const file = files[reference.path];
      return file === undefined ? [] : (readReferenced(reference, Buffer.from(file))?.values ?? []);
    });
    return [...(readDocument(path, bytes)?.values ?? []), ...referred];
  });
}

const plain = (text: string): string => text.trim();

for (const tree of exampleTrees) {
  if (tree.quick !== true && process.env['UNLEAK_LONG'] === undefined) continue;
  test(`${tree.program}: ${tree.title}: what is rendered is what we read`, (t) => {
    const program = need(t, tree.program);
    if (program === undefined) return;
    const folder = mkdtempSync(join(tmpdir(), 'unleak-oracle-'));
    try {
      for (const [path, text] of Object.entries(tree.files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      const rendered = tree.renders.flatMap((more) => render(program, tree, folder, more));
      const read = readTree(tree.files);
      const texts = new Map(read.map((value) => [value, plain(Buffer.from(reveal(value.value)).toString())]));
      t.true(rendered.length > 0);
      // Every value in the cluster was read somewhere in the tree, as no reference; by its own name where the tree has it.
      for (const { where, key, value } of rendered) {
        const known = [...texts].filter(([, text]) => text === plain(value)).map(([one]) => one);
        // A file that is one value is read down to what is in it.
        const lines = [...texts].filter(
          ([one, text]) => text !== '' && value.includes(text) && one.class !== 'reference',
        );
        t.true(
          known.some((one) => one.class === 'secret' || one.class === 'literal') ||
            (value.includes('\n') && lines.length > 0) ||
            value === 'x',
          `${where} ${key}`,
        );
      }
      // What we call secret is in the cluster, under its key.
      for (const [one, text] of texts) {
        if (one.class !== 'secret') continue;
        t.true(
          rendered.some(
            ({ value }) => plain(value) === text || (value.includes('\n') && value.includes(text)),
          ),
          one.address,
        );
        const under = rendered.filter(({ value }) => plain(value) === text).map(({ key }) => key);
        t.true(
          under.length === 0 || under.some((key) => key.replace(/\.txt$/, '') === one.name),
          `${one.address} under ${under.join()}`,
        );
      }
      // And so is every variable that we read as a literal.
      for (const [one, text] of texts) {
        if (!/\.env\[\d+\]\.value$/.test(one.address) || one.class !== 'literal') continue;
        const found = rendered.some(({ key, value }) => key === one.name && plain(value) === text);
        t.true(found || text === 'set-by-kustomize', one.address);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
