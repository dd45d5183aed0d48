import { execFile } from 'node:child_process';
import { access, constants, readdir, readFile } from 'node:fs/promises';
import { delimiter, isAbsolute, join, posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import type { Tree } from './tree.ts';
import type { ProofCheck } from './types.ts';
import { getNode, itemsOf } from './yaml.ts';

type Plain = Readonly<Record<string, unknown>>;

/** What kustomize makes of a folder: the objects, or why there are none. Holds values; stays in memory. */
export interface Rendered {
  readonly dir: string;
  readonly objects: readonly Plain[];
  readonly skipped?: string;
}

/** What is to be rendered for these files: kustomizations that nothing else refers to, and charts with each values file. */
export function rootsOf(tree: Tree, paths: readonly string[]): string[] {
  return [...kustomizationsOf(tree, paths), ...chartsOf(tree, paths)];
}

const chartMark = ' with ';

/** `chart with values-prod.yaml`: a chart by its own values, and by each other values file beside them. */
function chartsOf(tree: Tree, paths: readonly string[]): string[] {
  const charts = [...tree.paths]
    .filter((path) => posix.basename(path) === 'Chart.yaml')
    .map((path) => posix.dirname(path));
  return charts
    .filter((dir) => dir === '.' || paths.some((path) => path.startsWith(`${dir}/`)))
    .flatMap((dir) => [
      `${dir}${chartMark}values.yaml`,
      ...[...tree.paths]
        .filter((path) => posix.dirname(path) === dir && /^values[-._].+\.ya?ml$/.test(posix.basename(path)))
        .map((path) => `${dir}${chartMark}${posix.basename(path)}`),
    ])
    .sort();
}

function kustomizationsOf(tree: Tree, paths: readonly string[]): string[] {
  const used = new Set(tree.kustomizations.flatMap((one) => one.resources));
  return tree.kustomizations
    .filter((one) => !used.has(one.dir))
    .filter((one) => {
      const reached = tree.reach(one.dir);
      return paths.some((path) => reached.has(path) || path === one.file.path);
    })
    .map((one) => one.dir)
    .sort();
}

/** Renders folders with the user's own kustomize or kubectl: no plugins, no network, little time. */
export async function renderAll(tree: Tree, dirs: readonly string[]): Promise<Rendered[]> {
  const tool = dirs.length === 0 ? undefined : await findTool(kustomizers);
  const helm = dirs.some((dir) => dir.includes(chartMark))
    ? await findTool([['helm', ['template', 'release']]])
    : undefined;
  const rendered: Rendered[] = [];
  for (const dir of dirs) {
    if (dir.includes(chartMark)) {
      rendered.push(await renderChart(helm, tree.root, dir));
      continue;
    }
    const skipped =
      tool === undefined ? 'neither kustomize nor kubectl is installed' : cannotRender(tree, dir);
    rendered.push(
      skipped === undefined && tool !== undefined
        ? await render(tool, tree.root, dir)
        : { dir, objects: [], ...(skipped === undefined ? {} : { skipped }) },
    );
  }
  return rendered;
}

interface Tool {
  readonly path: string;
  readonly args: readonly string[];
}

const kustomizers = [
  ['kustomize', ['build']],
  ['kubectl', ['kustomize']],
] as const;

/** Chart and values are files of the tree; what helm would fetch is not there, and then it does not render. */
async function renderChart(helm: Tool | undefined, root: string, id: string): Promise<Rendered> {
  const [dir = '', values = ''] = id.split(chartMark);
  if (helm === undefined) return { dir: id, objects: [], skipped: 'helm is not installed' };
  const reason = await unreadable(join(root, dir));
  if (reason !== undefined) return { dir: id, objects: [], skipped: reason };
  const file = join(root, dir, values);
  const more = values === 'values.yaml' ? [] : ['--values', file];
  const rendered = await render({ path: helm.path, args: [...helm.args] }, root, dir, more);
  return {
    ...rendered,
    dir: id,
    ...(rendered.skipped === undefined ? {} : { skipped: 'helm cannot render it' }),
  };
}

/** Values that another program fills in before helm sees them. */
async function unreadable(dir: string): Promise<string | undefined> {
  for (const name of await readdir(dir).catch(() => []))
    if (/\.ya?ml$/.test(name)) {
      const text = await readFile(join(dir, name), 'utf8').catch(() => '');
      if (/^sops:\s*$/m.test(text)) return 'values are encrypted: helm-secrets decrypts them, and is not run';
      if (/\bref\+(?:aws|gcp)secrets:\/\//.test(text))
        return 'values are references: vals expands them, and is not run';
    }
  return undefined;
}

/** The first of the programs that the search path has. */
export async function findTool(
  tools: readonly (readonly [string, readonly string[]])[],
): Promise<Tool | undefined> {
  for (const [name, args] of tools)
    for (const dir of (process.env['PATH'] ?? '').split(delimiter).filter((one) => isAbsolute(one))) {
      const path = join(dir, name);
      const found = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (found) return { path, args };
    }
  return undefined;
}

/** A remote base would be fetched, and a generator is a program: neither is run. */
function cannotRender(tree: Tree, dir: string): string | undefined {
  const reached = tree.reach(dir);
  for (const one of tree.kustomizations) {
    if (!reached.has(`${one.dir}/`)) continue;
    const root = one.file.yaml?.documents[0]?.contents;
    for (const key of ['resources', 'bases', 'components', 'crds', 'configurations'])
      for (const item of itemsOf(getNode(root, key))) {
        const text = String((item as { value?: unknown }).value);
        if (/:\/\/|^git@|^github\.com|\?ref=/.test(text)) return `${one.file.path} names a remote base`;
      }
    if (
      ['generators', 'transformers', 'validators', 'helmCharts'].some(
        (key) => getNode(root, key) !== undefined,
      )
    )
      return `${one.file.path} uses plugins, which are not run`;
  }
  return undefined;
}

function render(tool: Tool, root: string, dir: string, more: readonly string[] = []): Promise<Rendered> {
  return new Promise((resolve) => {
    execFile(
      tool.path,
      [...tool.args, join(root, dir), ...more],
      {
        // Nothing of the user's cluster, proxies or git configuration.
        env: {
          PATH: '/usr/bin:/bin',
          HOME: '/nonexistent',
          KUBECONFIG: '/dev/null',
          GIT_ALLOW_PROTOCOL: 'none',
        },
        cwd: root,
        maxBuffer: 1 << 27,
        timeout: 20_000,
        killSignal: 'SIGKILL',
      },
      (error, stdout) => {
        // The tool's own words may quote what it read.
        if (error !== null) return resolve({ dir, objects: [], skipped: 'kustomize cannot render it' });
        const objects = parseAllDocuments(stdout, { logLevel: 'silent' });
        if (!Array.isArray(objects)) return resolve({ dir, objects: [] });
        resolve({ dir, objects: objects.map((one) => one.toJS() as Plain).filter(isObject) });
      },
    );
  });
}

function isObject(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null;
}

/** References to Secrets in what was rendered must resolve, and only what was planned may differ from before. */
export function compareRenders(
  before: readonly Rendered[] | undefined,
  after: readonly Rendered[],
  /** Secrets that manifests of the tree make, which are applied beside a chart. */
  beside: ReadonlySet<string> = new Set(),
): ProofCheck[] {
  return after.map((one): ProofCheck => {
    const subject = one.dir;
    const old = before?.find((rendered) => rendered.dir === one.dir);
    if (one.skipped !== undefined) {
      const broke = old !== undefined && old.skipped === undefined && !/plugins|not run/.test(one.skipped);
      return { check: 'render', subject, result: broke ? 'failed' : 'skipped', detail: one.skipped };
    }
    const lost = unresolved(one.objects).filter(
      (name) =>
        (old === undefined || !unresolved(old.objects).includes(name)) &&
        !(one.dir.includes(chartMark) && beside.has(name.split('/')[0] ?? '')),
    );
    // Without a rendering from before, what is missing may have been missing always.
    if (old !== undefined && old.skipped === undefined) {
      if (lost.length > 0)
        return { check: 'render', subject, result: 'failed', detail: `nothing makes ${lost.join(', ')}` };
      const changed = unplanned(old.objects, one.objects);
      if (changed !== undefined)
        return { check: 'render', subject, result: 'failed', detail: `${changed} differs` };
      return {
        check: 'render',
        subject,
        result: 'passed',
        detail: 'rendered before and after: only references differ',
      };
    }
    return { check: 'render', subject, result: 'passed', detail: 'rendered after the rewrite only' };
  });
}

/** `name/key` of every secretKeyRef, and `name/` of every secretRef, that no object of the rendering makes. */
function unresolved(objects: readonly Plain[]): string[] {
  const made = new Map<string, ReadonlySet<string>>();
  for (const object of objects) {
    const { kind, spec, data, stringData } = object as Record<string, Plain | undefined> & { kind?: string };
    const name = String((object['metadata'] as Plain | undefined)?.['name']);
    if (kind === 'Secret')
      made.set(name, new Set([...Object.keys(data ?? {}), ...Object.keys(stringData ?? {})]));
    if (kind !== 'ExternalSecret') continue;
    const target = (spec?.['target'] as Plain | undefined)?.['name'];
    const keys = (spec?.['data'] as readonly Plain[] | undefined) ?? [];
    made.set(
      typeof target === 'string' ? target : name,
      new Set(keys.map((one) => String(one['secretKey']))),
    );
  }
  const missing = new Set<string>();
  walk(objects, (key, value) => {
    if (!isObject(value)) return;
    const name = String(value['name']);
    if (
      key === 'secretKeyRef' &&
      value['optional'] !== true &&
      made.get(name)?.has(String(value['key'])) !== true
    )
      missing.add(`${name}/${String(value['key'])}`);
    if (key === 'secretRef' && value['optional'] !== true && !made.has(name)) missing.add(`${name}/`);
  });
  return [...missing];
}

function walk(value: unknown, visit: (key: string, value: unknown) => void): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    visit(key, inner);
    walk(inner, visit);
  }
}

/** The first object that is gone or differs elsewhere than a migration may change it. */
function unplanned(before: readonly Plain[], after: readonly Plain[]): string | undefined {
  const named = new Map(after.map((object) => [identity(object), object]));
  for (const object of before) {
    const kind = object['kind'];
    if (kind === 'Secret') continue;
    const now = named.get(identity(object));
    if (now === undefined) return identity(object);
    const variables = variablesOf(now);
    const lost = variablesOf(object).some((names, index) =>
      names.some((name) => variables[index]?.includes(name) !== true),
    );
    if (lost || !isDeepStrictEqual(withoutReferences(object), withoutReferences(now)))
      return identity(object);
  }
  return undefined;
}

function identity(object: Plain): string {
  const metadata = object['metadata'] as Plain | undefined;
  return [object['kind'], metadata?.['namespace'], metadata?.['name']].map(String).join('/');
}

/** What a migration changes: variables, arguments' values, the data of a ConfigMap, names of Secrets and their mounts. */
function withoutReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (!isObject(value)) return value;
  const release = value['kind'] === 'HelmRelease';
  const kept = Object.entries(value).flatMap(([key, inner]): (readonly [string, unknown])[] => {
    if (key === 'envFrom' || key === 'secretName') return [];
    if (key === 'data' && value['kind'] === 'ConfigMap') return [];
    if (release && key === 'spec' && isObject(inner)) {
      const { values: _values, valuesFrom: _valuesFrom, ...rest } = inner;
      return [[key, withoutReferences(rest)]];
    }
    if (key === 'annotations' && isObject(inner)) {
      const rest = Object.entries(inner).filter(
        ([name]) => !/^(?:kubectl\.kubernetes\.io|checksum)\//.test(name),
      );
      return rest.length === 0 ? [] : [[key, Object.fromEntries(rest)]];
    }
    if (!Array.isArray(inner)) return [[key, withoutReferences(inner)]];
    const items = itemsWithout(key, inner);
    return items.length === 0 ? [] : [[key, items]];
  });
  return Object.fromEntries(kept);
}

function itemsWithout(key: string, items: readonly unknown[]): unknown[] {
  switch (key) {
    case 'env':
      // More variables may have come, for arguments; none may be gone: `variablesOf`.
      return [];
    case 'args':
    case 'command':
      // The flag stays; its value may come from a variable now.
      return items.map((item) =>
        typeof item === 'string' && item.startsWith('-') ? item.split('=')[0] : '…',
      );
    case 'volumes':
      return items.filter((item) => !(isObject(item) && isStoreVolume(item['csi']))).map(withoutReferences);
    case 'volumeMounts':
      return items
        .filter((item) => !(isObject(item) && String(item['mountPath']).startsWith('/mnt/secrets-store/')))
        .map(withoutReferences);
    default:
      return items.map(withoutReferences);
  }
}

function isStoreVolume(csi: unknown): boolean {
  return isObject(csi) && csi['driver'] === 'secrets-store.csi.k8s.io';
}

/** The names of the variables of each container, in the order of the object. */
function variablesOf(object: Plain): string[][] {
  const all: string[][] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { name, image, env } = value as Plain;
    if (typeof name === 'string' && (image !== undefined || env !== undefined))
      all.push(Array.isArray(env) ? env.map((one) => (isObject(one) ? String(one['name']) : '')) : []);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(object['spec']);
  return all;
}
