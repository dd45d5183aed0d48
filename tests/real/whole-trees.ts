import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { parseAllDocuments } from 'yaml';
import { detectors } from '../../detectors/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import { applyPlan, planMigration, rollback, verify, type Context } from '../../src/migration/index.ts';
import { scan, type LiveFinding } from '../../src/scan/index.ts';
import { differences, effectOf, helmTemplate, kustomize, type Plain } from '../migration/effect.ts';
import { git, snapshot, state, temporary } from '../migration/helpers.ts';
import { program } from '../migration/shop.ts';
import { openStore, type StoreKind } from '../migration/stores.ts';
import { need, partsFolder } from '../services/parts.ts';

// Public repositories, unpacked (`git archive HEAD`) below this folder: docker/awesome-compose, kubernetes/examples, …
const folder = process.env['UNLEAK_TEST_TREES'] ?? join(partsFolder(), 'trees');
const trees = existsSync(folder) ? readdirSync(folder).sort() : [];
const engine = createEngine(detectors);

async function find(root: string): Promise<readonly LiveFinding[]> {
  const { findings } = await scan({
    paths: [root],
    cwd: root,
    engine,
    version: program,
    history: false,
    now: 1_790_000_000,
  });
  return findings;
}

/** Every kustomization and chart below a folder that renders and that reaches one of the files. */
function renderAll(
  kubectl: string,
  helm: string,
  root: string,
  changed: readonly string[],
): Map<string, Plain[]> {
  const rendered = new Map<string, Plain[]>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath.includes('/.git')) continue;
    const dir = entry.parentPath;
    const isKustomization = /^(?:kustomization\.ya?ml|Kustomization)$/.test(entry.name);
    if (!isKustomization && entry.name !== 'Chart.yaml') continue;
    const name = dir.slice(root.length + 1);
    const reached = isKustomization ? reach(dir) : new Set([dir]);
    const touched = changed.some((path) =>
      [...reached].some((one) => join(root, path).startsWith(`${one}/`)),
    );
    const objects = !touched
      ? undefined
      : isKustomization
        ? kustomize(kubectl, dir)
        : helmTemplate(helm, dir, []);
    if (objects !== undefined) rendered.set(`${name} ${entry.name}`, objects);
  }
  return rendered;
}

/** The folders of a kustomization and of all that it names. */
function reach(dir: string, seen = new Set<string>()): Set<string> {
  if (seen.has(dir)) return seen;
  seen.add(dir);
  const file = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
    .map((name) => join(dir, name))
    .find((path) => existsSync(path));
  if (file === undefined) return seen;
  const plain = parseAllDocuments(readFileSync(file, 'utf8'), { logLevel: 'silent' })[0]?.toJS() as
    Plain | null | undefined;
  for (const key of ['resources', 'bases', 'components', 'patchesStrategicMerge'])
    for (const one of Array.isArray(plain?.[key]) ? (plain[key] as unknown[]) : [])
      if (typeof one === 'string' && !one.includes('://')) {
        const path = join(dir, one);
        if (existsSync(path) && statSync(path).isDirectory()) reach(path, seen);
        else if (existsSync(path)) seen.add(dirname(path));
      }
  return seen;
}

/** Folders of plain manifests: what kubectl apply -f would see. */
function plainObjects(root: string, paths: readonly string[]): Plain[] {
  return paths.flatMap((path) =>
    existsSync(join(root, path))
      ? parseAllDocuments(readFileSync(join(root, path), 'utf8'), { logLevel: 'silent' }).flatMap(
          (document) => {
            const plain: unknown = document.errors.length > 0 ? undefined : document.toJS();
            return typeof plain === 'object' && plain !== null && 'kind' in plain ? [{ ...plain }] : [];
          },
        )
      : [],
  );
}

async function migrateTree(t: ExecutionContext, tree: string, kind: StoreKind): Promise<void> {
  const kubectl = need(t, 'kubectl');
  const helm = need(t, 'helm');
  if (kubectl === undefined || helm === undefined) return;
  const dir = temporary(t);
  const root = join(dir, basename(tree));
  cpSync(join(folder, tree), root, { recursive: true, filter: (path) => basename(path) !== '.git' });
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'add', '-A', '-f');
  git(root, 'commit', '-q', '-m', 'all');
  const opened = await openStore(t, kind, root, dir);
  if (opened === undefined) return;
  const where = await state(dir, root);
  const { signal } = new AbortController();
  const bytes = snapshot(root);
  const started = performance.now();
  const findings = await find(root);
  const input = {
    root,
    findings,
    store: opened.store,
    state: where,
    program,
    signal,
    options: { decryptedBy: 'manual', region: 'eu-west-1', project: 'p' },
  } as const;
  const plan = await planMigration(input);
  const planned = performance.now() - started;
  const changed = plan.files.map(({ path }) => path);
  const before = renderAll(kubectl, helm, root, changed);
  const begun = performance.now();
  const context: Context = {
    root,
    store: opened.store,
    state: where,
    program,
    signal,
    noRender: true,
    rescan: async () => find(root),
  };
  const wrong: string[] = [];
  if (plan.files.length > 0) {
    const out = await applyPlan(plan, context);
    if (out.state !== 'done') wrong.push(`apply: ${out.state} ${out.reason ?? ''}`);
    const seconds = ((planned + performance.now() - begun) / 1000).toFixed(1);
    const copy = join(dir, 'copy');
    cpSync(root, copy, { recursive: true, filter: (path) => basename(path) !== '.git' });
    opened.reveal(plan, copy);
    const held = await opened.held(plan);
    const after = renderAll(kubectl, helm, copy, changed);
    const none = new Map<string, Buffer>();
    for (const [name, objects] of before) {
      const now = after.get(name);
      if (now === undefined) wrong.push(`${name} no longer renders`);
      else
        wrong.push(
          ...differences(effectOf(objects, none), effectOf(now, held))
            // What a chart's own Secret held is read from another one: its readers say that it is the same.
            .filter(
              (one) => !name.endsWith(' Chart.yaml') || !/^Secret .* (?:is gone|has other data)$/.test(one),
            )
            .map((one) => `${name}: ${one}`),
        );
    }
    const folders = new Set(plan.files.map(({ path }) => dirname(path)));
    for (const one of folders) {
      const inside = (files: readonly string[]): string[] =>
        files.filter((path) => dirname(path) === one && /\.(?:ya?ml|json)$/.test(path));
      if (inside(Object.keys(bytes)).some((path) => /kustomization\.ya?ml$/.test(path))) continue;
      const old = plainObjects(join(folder, tree), inside(Object.keys(bytes)));
      const now = plainObjects(copy, inside(Object.keys(snapshot(copy))));
      wrong.push(...differences(effectOf(old, none), effectOf(now, held)).map((line) => `${one}: ${line}`));
    }
    for (const { path, change } of plan.files)
      if (change === 'modify' && /\.ya?ml$/.test(path)) {
        const broken = parseAllDocuments(readFileSync(join(root, path), 'utf8'), { logLevel: 'silent' }).some(
          (one) => one.errors.length > 0,
        );
        if (broken) wrong.push(`${path} does not parse any more`);
      }
    const remaining = await find(root);
    const again = await planMigration({ ...input, findings: remaining });
    if (again.changes.length > 0)
      wrong.push(
        `a second plan has ${again.changes.length} changes: ${again.changes.map((one) => one.path).join(' ')}`,
      );
    const verified = await verify(plan.id, context);
    if (verified.state !== 'done') wrong.push(`verify: ${verified.reason ?? verified.state}`);
    const moved = new Set(plan.selected.map(({ path, address }) => JSON.stringify([path, address])));
    for (const { places } of remaining)
      for (const { path = '', address = '' } of places)
        if (moved.has(JSON.stringify([path, address]))) wrong.push(`${path} ${address} is still found`);
    await rollback(plan.id, context);
    if (execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' }) !== '')
      wrong.push('a rollback does not give the first bytes');
    t.log(
      `${tree} to ${kind}: ${plan.changes.length} migrated, ${plan.manual.length} refused, ${wrong.length} wrong; ${plan.files.length} files, ${before.size} rendered, ${seconds} s`,
    );
  } else t.log(`${tree} to ${kind}: nothing migrated, ${plan.manual.length} refused`);
  const reasons = new Map<string, number>();
  for (const { reason } of plan.manual) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  for (const [reason, count] of [...reasons].sort((a, b) => b[1] - a[1]))
    t.log(`  ${count} refused: ${reason}`);
  t.deepEqual(wrong, []);
}

if (trees.length === 0)
  test('public repositories, migrated as a whole', (t) => {
    t.log(`skipped: no trees in ${folder}`);
    t.pass();
  });
for (const tree of trees)
  for (const kind of ['sops', 'aws', 'gcp'] as const)
    test.serial(
      `${tree} to ${kind}: what moves has the same effect, a second run has nothing to do, a rollback gives the bytes again`,
      async (t) => {
        await migrateTree(t, tree, kind);
      },
    );
