import { posix } from 'node:path';
import { fingerprint, readFileBelow } from './files.ts';
import { eachLimited } from './plan.ts';
import { decryptorOf, ksopsFiles } from './references/decryptor.ts';
import { Draft } from './draft.ts';
import { objectsOf } from './references/kubernetes.ts';
import type { FileFormat } from './store.ts';
import { StoreError } from './store.ts';
import type { Run } from './transaction.ts';
import { compareRenders, renderAll, rootsOf } from './render.ts';
import { Tree } from './tree.ts';
import type { Proof, ProofCheck } from './types.ts';
import { getNode, getPair, getText, itemsOf } from './yaml.ts';
import { secretTag } from './plan.ts';
import { isMap } from 'yaml';

/** Looks at both ends again, from the disk and from the store. */
export async function prove(run: Run): Promise<Proof> {
  const checks: ProofCheck[] = [];
  const say = (check: ProofCheck): void => {
    checks.push(check);
    run.emit({ type: 'check', check });
  };
  await checkFiles(run, say);
  const tree = await Tree.read(
    run.root,
    run.plan.files.map((file) => file.path),
  );
  await checkDecrypts(run, tree, say);
  checkReferences(run, tree, say);
  checkListed(run, tree, say);
  await checkRender(run, tree, say);
  await checkStored(run, say);
  await checkLive(run, say);
  await checkRescan(run, say);
  return { passed: checks.every((check) => check.result !== 'failed'), checks };
}

type Say = (check: ProofCheck) => void;

async function checkFiles(run: Run, say: Say): Promise<void> {
  for (const file of run.journal.of('staged')[0]?.files ?? []) {
    const now = await readFileBelow(run.root, file.path);
    const same = now !== undefined && fingerprint(run.context.state, file.path, now.bytes) === file.after;
    // Once a migration is done, files go on to be worked on: a rotation in a SOPS file is an edit, too.
    const edited = now !== undefined && run.journal.of('done').length > 0;
    say({
      check: 'only-intended',
      subject: file.path,
      result: same ? 'passed' : edited ? 'skipped' : 'failed',
      detail: same
        ? 'the bytes are those that were composed, parsed again and compared before the write'
        : edited
          ? 'edited since the migration: looked at as it is now'
          : 'the file is not what was written',
    });
  }
}

async function checkDecrypts(run: Run, tree: Tree, say: Say): Promise<void> {
  const { store } = run.context;
  if (!('encrypt' in store)) return;
  const draft = new Draft(tree, run.plan.options, store, new Map());
  for (const planned of run.plan.files) {
    const file = tree.get(planned.path);
    if (planned.encryption === undefined || file === undefined) continue;
    const format = formatOf(planned.path);
    try {
      const values = await store.decrypt({
        path: `${run.root}/${planned.path}`,
        bytes: file.disk.bytes,
        format,
      });
      say({
        check: 'decrypts',
        subject: planned.path,
        result: 'passed',
        detail: `by an identity at hand, ${values.length} values`,
      });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // Without an identity the store compared with the data key in memory before the file was written.
      const denied = error.code === 'denied';
      say({
        check: 'decrypts',
        subject: planned.path,
        result: denied ? 'skipped' : 'failed',
        detail: denied
          ? 'no identity at hand; compared with the data key before it was written'
          : error.message,
      });
    }
    if (format !== 'yaml') continue;
    const decryptor = decryptorOf(draft, planned.path);
    const isManifest = objectsOf(file).some((object) => object?.kind === 'Secret');
    if (isManifest)
      say({
        check: 'decryptor',
        subject: planned.path,
        result: decryptor === undefined ? 'failed' : 'passed',
        detail: decryptor === undefined ? 'nobody decrypts it' : `${decryptor.by} (${decryptor.evidence})`,
      });
  }
}

/** By the extension, as sops tells formats apart. */
export function formatOf(path: string): FileFormat {
  if (path.endsWith('.env')) return 'dotenv';
  return path.endsWith('.json') ? 'json' : 'yaml';
}

/** Every key of a Secret that a file of ours reads is made by a Secret or ExternalSecret of the tree. */
function checkReferences(run: Run, tree: Tree, say: Say): void {
  const made = new Map<string, Set<string> | 'all'>();
  // Environments in folders of their own have objects of one name.
  const add = (name: string, keys: Set<string> | 'all'): void => {
    const old = made.get(name);
    made.set(name, old === 'all' || keys === 'all' ? 'all' : new Set([...(old ?? []), ...keys]));
  };
  for (const file of tree.files)
    for (const object of objectsOf(file)) {
      if (object?.kind === 'Secret') add(object.name, secretKeys(object.node));
      if (object?.kind === 'ExternalSecret')
        add(getText(object.node, 'spec', 'target', 'name') ?? object.name, externalKeys(object.node));
    }
  checkReaders(run, tree, made, say);
  for (const change of run.plan.changes) {
    const [, name, key] = /valueFrom\.secretKeyRef ([^/]+)\/(.+)$/.exec(change.becomes) ?? [];
    if (name === undefined || key === undefined) continue;
    const keys = made.get(name);
    const found = keys === 'all' || keys?.has(key) === true;
    say({
      check: 'references',
      subject: `${change.path}: ${name}/${key}`,
      result: found ? 'passed' : 'failed',
      detail: found ? 'the tree defines it' : 'nothing in the tree defines it',
    });
  }
}

/** No reader is left on a key that this migration took out of a ConfigMap, or on one that a Secret of ours lacks. */
function checkReaders(
  run: Run,
  tree: Tree,
  made: ReadonlyMap<string, ReadonlySet<string> | 'all'>,
  say: Say,
): void {
  const written = new Set<string>();
  const kept = new Map<string, Set<string>>();
  for (const file of tree.files)
    for (const object of objectsOf(file)) {
      const ours = run.plan.files.some(({ path }) => path === file.path);
      if (ours && object?.kind === 'Secret') written.add(object.name);
      if (ours && object?.kind === 'ExternalSecret')
        written.add(getText(object.node, 'spec', 'target', 'name') ?? object.name);
      if (object?.kind === 'ConfigMap')
        kept.set(object.name, new Set([...(kept.get(object.name) ?? []), ...secretKeys(object.node)]));
    }
  const moved = new Set(
    run.plan.changes.flatMap(({ address }) => {
      const [, name = '', key = ''] =
        /\/ConfigMap\/(?:[^/ ]+\/)?([^/ ]+) data[.[]"?(.+?)"?\]?$/.exec(address) ?? [];
      return key === '' ? [] : [`${name}/${key}`];
    }),
  );
  let read = 0;
  for (const file of tree.files) {
    if (file.document?.kind !== 'kubernetes') continue;
    for (const { target, key, optional } of file.document.consumers) {
      if (key === undefined || optional === true) continue;
      const secret = target.kind === 'Secret';
      if (secret ? !written.has(target.name) : !moved.has(`${target.name}/${key}`)) continue;
      read++;
      const keys = secret ? made.get(target.name) : kept.get(target.name);
      if (keys === 'all' || keys?.has(key) === true) continue;
      say({
        check: 'references',
        subject: `${file.path}: ${target.name}/${key}`,
        // A Secret keeps its keys: what it lacks it may have lacked before.
        result: secret ? 'skipped' : 'failed',
        detail: `${target.kind} ${target.name} has no such key`,
      });
    }
  }
  if (read > 0)
    say({
      check: 'references',
      subject: `${read} readers`,
      result: 'passed',
      detail: 'what reads the objects that were written was looked at in the manifests',
    });
}

function secretKeys(node: unknown): Set<string> {
  const keys = new Set<string>();
  for (const part of ['data', 'stringData']) {
    const map = getNode(node, part);
    if (isMap(map)) for (const { key } of map.items) keys.add(String((key as { value?: unknown }).value));
  }
  return keys;
}

function externalKeys(node: unknown): Set<string> | 'all' {
  if (getPair(getNode(node, 'spec'), 'dataFrom') !== undefined) return 'all';
  return new Set(itemsOf(getNode(node, 'spec', 'data')).map((item) => getText(item, 'secretKey') ?? ''));
}

/** A new manifest beside a kustomization is named by it, or by a generator that it uses. */
function checkListed(run: Run, tree: Tree, say: Say): void {
  for (const file of run.plan.files) {
    if (file.change !== 'create' || !/\.ya?ml$/.test(file.path) || file.path === '.sops.yaml') continue;
    const beside = tree.kustomizations.find((one) => one.dir === posix.dirname(file.path));
    if (beside === undefined) continue;
    const generated = ksopsFiles(tree, beside.dir);
    const listed = [
      ...beside.resources,
      ...beside.generators,
      ...beside.configurations,
      ...generated,
    ].includes(file.path);
    say({
      check: 'listed',
      subject: file.path,
      result: listed ? 'passed' : 'failed',
      detail: listed ? `reached from ${beside.file.path}` : `${beside.file.path} does not name it`,
    });
  }
}

async function checkRender(run: Run, tree: Tree, say: Say): Promise<void> {
  if (run.context.noRender === true) return;
  const roots = rootsOf(
    tree,
    run.plan.files.map((file) => file.path),
  );
  const beside = new Set(
    tree.objects.filter(({ kind }) => kind === 'ExternalSecret' || kind === 'Secret').map(({ name }) => name),
  );
  for (const check of compareRenders(run.before, await renderAll(tree, roots), beside)) say(check);
}

async function checkStored(run: Run, say: Say): Promise<void> {
  const { store, signal } = run.context;
  if ('encrypt' in store) return;
  const verified = new Set(run.journal.of('verified').map((record) => record.name));
  await eachLimited(run.journal.of('stored'), 8, async ({ version }) => {
    const now = await store.describe(version.name, undefined, signal);
    const current = 'version' in now ? now.version.version : undefined;
    const subject = version.name;
    if (current === undefined)
      say({ check: 'stored', subject, result: 'failed', detail: storedTexts[now.state] ?? 'it is gone' });
    // Compared when it was put; here: it is what readers get.
    else if (current === version.version && verified.has(subject))
      say({
        check: 'stored',
        subject,
        result: 'passed',
        detail: 'read back and compared, and still current',
      });
    else
      say({
        check: 'stored',
        subject,
        result: 'skipped',
        detail: `somebody wrote version ${current} since: readers get that one, not what was moved`,
      });
  });
}

const storedTexts: Readonly<Partial<Record<string, string>>> = {
  absent: 'it is gone',
  'scheduled-for-deletion': 'it is scheduled for deletion',
};

/** What a reader gets now: asked for, because it needs the reader's permissions and is logged by the store. */
async function checkLive(run: Run, say: Say): Promise<void> {
  const { store, signal, checkLive: wanted } = run.context;
  if (wanted !== true || 'encrypt' in store) return;
  for (const { version } of run.journal.of('stored')) {
    const stored = await store.read(version, signal);
    const found = await store.describe(version.name, stored, signal);
    const says: readonly [ProofCheck['result'], string] =
      found.state === 'same'
        ? ['passed', 'fetched: the value that was stored']
        : found.state === 'differs'
          ? ['passed', 'fetched: a newer value, it was rotated']
          : ['failed', found.state === 'absent' ? 'it is not there' : 'it cannot be fetched'];
    say({ check: 'live', subject: version.name, result: says[0], detail: says[1] });
  }
}

async function checkRescan(run: Run, say: Say): Promise<void> {
  const { rescan, state } = run.context;
  if (rescan === undefined) {
    say({ check: 'rescan', subject: 'files', result: 'skipped', detail: 'no scanner was given' });
    return;
  }
  const tags = new Set(run.plan.selected.map((one) => one.tag));
  const left = new Set(run.plan.manual.map((one) => one.path));
  for (const finding of await rescan(run.plan.files.map((file) => file.path))) {
    if (!tags.has(secretTag(state, finding.value))) continue;
    for (const place of finding.places.filter((one) => one.kind === 'file' && one.companion === undefined)) {
      const listed = left.has(place.path ?? '');
      say({
        check: 'rescan',
        subject: `${place.path ?? ''}:${place.line ?? 0}`,
        result: listed ? 'skipped' : 'failed',
        detail: listed
          ? 'another copy of the secret, listed to be done by hand'
          : 'the secret is still there',
      });
    }
  }
  say({
    check: 'rescan',
    subject: `${run.plan.files.length} files`,
    result: 'passed',
    detail: 'scanned again',
  });
}
