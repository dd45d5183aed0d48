import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
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

/** The kustomizations that nothing else refers to and that reach one of the files. */
export function rootsOf(tree: Tree, paths: readonly string[]): string[] {
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
  const tool = dirs.length === 0 ? undefined : await findTool();
  const rendered: Rendered[] = [];
  for (const dir of dirs) {
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

async function findTool(): Promise<Tool | undefined> {
  for (const [name, args] of [
    ['kustomize', ['build']],
    ['kubectl', ['kustomize']],
  ] as const)
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

function render(tool: Tool, root: string, dir: string): Promise<Rendered> {
  return new Promise((resolve) => {
    execFile(
      tool.path,
      [...tool.args, join(root, dir)],
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
): ProofCheck[] {
  return after.map((one): ProofCheck => {
    const subject = one.dir;
    const old = before?.find((rendered) => rendered.dir === one.dir);
    if (one.skipped !== undefined) {
      const broke = old !== undefined && old.skipped === undefined && !/plugins/.test(one.skipped);
      return { check: 'render', subject, result: broke ? 'failed' : 'skipped', detail: one.skipped };
    }
    const lost = unresolved(one.objects).filter(
      (name) => old === undefined || !unresolved(old.objects).includes(name),
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
    if (!isDeepStrictEqual(withoutReferences(object), withoutReferences(now))) return identity(object);
  }
  return undefined;
}

function identity(object: Plain): string {
  const metadata = object['metadata'] as Plain | undefined;
  return [object['kind'], metadata?.['namespace'], metadata?.['name']].map(String).join('/');
}

/** What a migration changes: variables, the data of a ConfigMap, names of Secrets, the annotation of kubectl apply. */
function withoutReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (!isObject(value)) return value;
  const keys = Object.entries(value).filter(([key, inner]) => {
    if (key === 'envFrom' || key === 'secretName') return false;
    if (key === 'data' && value['kind'] === 'ConfigMap') return false;
    return !(
      key === 'annotations' &&
      isObject(inner) &&
      Object.keys(inner).every((one) => one.startsWith('kubectl.'))
    );
  });
  return Object.fromEntries(
    keys.map(([key, inner]) => [
      key,
      key === 'env' && Array.isArray(inner) ? inner.map(variable) : withoutReferences(inner),
    ]),
  );
}

function variable(one: unknown): unknown {
  return isObject(one) ? one['name'] : one;
}
