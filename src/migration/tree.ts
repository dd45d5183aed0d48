import { posix } from 'node:path';
import {
  fileReferences,
  looksLikeDocument,
  readDocument,
  readReferenced,
  type AddressedValue,
  type Document,
  type FileReference,
} from '../manifests/index.ts';
import { languageOf, literalValues } from './literals.ts';
import { readFileBelow, type FileOnDisk } from './files.ts';
import { Repository, walk } from './repository.ts';
import { decodeText } from './text.ts';
import { getNode, getText, itemsOf, parseYaml, type YamlFile } from './yaml.ts';
import { isScalar } from 'yaml';

const maxFile = 4 << 20;
const manifestName = /\.(?:ya?ml|json|tf|tfvars|tpl)$|(?:^|\/)Kustomization$/;
const envName = /(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env)$/;

/** A file, read once; what it means is found when it is asked for. */
export class TreeFile {
  readonly path: string;
  readonly disk: FileOnDisk;
  #text: string | undefined | null = null;
  #yaml: YamlFile | undefined | null = null;
  #document: Document | undefined;
  #literals: readonly AddressedValue[] | undefined;
  #read = false;
  /** Who takes a value, or variables, from it. */
  readonly readers: readonly Reader[];

  constructor(path: string, disk: FileOnDisk, readers: readonly Reader[]) {
    this.path = path;
    this.disk = disk;
    this.readers = readers;
  }

  get text(): string | undefined {
    if (this.#text === null) this.#text = decodeText(this.disk.bytes);
    return this.#text;
  }

  /** Undefined for what is no YAML, or none that can be edited safely. */
  get yaml(): YamlFile | undefined {
    if (this.#yaml === null) this.#yaml = this.text === undefined ? undefined : parseYaml(this.text);
    return this.#yaml;
  }

  get document(): Document | undefined {
    if (!this.#read) this.#document = this.#readDocument();
    this.#read = true;
    return this.#document;
  }

  /** The addressed values of a document; the string literals of program text. */
  get values(): readonly AddressedValue[] {
    const language = languageOf(this.path);
    if (this.document !== undefined || language === undefined || this.text === undefined)
      return this.document?.values ?? [];
    this.#literals ??= literalValues(this.text, language.syntax);
    return this.#literals;
  }

  /** As a scan reads it: what says nothing by itself is what its reader takes it for. */
  #readDocument(): Document | undefined {
    const { path } = this;
    const { bytes } = this.disk;
    const reader = this.readers.at(-1);
    const alone = reader === undefined || (reader.as !== 'secret-env' && looksLikeDocument(path, bytes));
    return alone ? readDocument(path, bytes) : readReferenced({ ...reader, path }, bytes);
  }
}

/** A kustomization or a compose file that reads another file. */
export interface Reader extends Pick<FileReference, 'as' | 'name'> {
  readonly from: string;
}

export interface Kustomization {
  readonly file: TreeFile;
  readonly dir: string;
  /** Paths from the root that its `resources` (and `bases`, `components`) name. */
  readonly resources: readonly string[];
  readonly generators: readonly string[];
  readonly configurations: readonly string[];
  readonly patches: readonly string[];
}

export interface TreeObject {
  readonly path: string;
  readonly document: number;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** The working tree, as far as a migration must know it. */
export class Tree {
  readonly root: string;
  readonly repository: Repository | undefined;
  /** Tracked files, and untracked ones that are not ignored. */
  readonly paths: ReadonlySet<string>;
  readonly #files = new Map<string, TreeFile>();
  #kustomizations: readonly Kustomization[] | undefined;
  #objects: readonly TreeObject[] | undefined;
  readonly #reached = new Map<string, ReadonlySet<string>>();

  private constructor(root: string, repository: Repository | undefined, paths: readonly string[]) {
    this.root = root;
    this.repository = repository;
    this.paths = new Set(paths);
  }

  /** Reads every manifest, environment file, and `extra` (paths that the migration is about). */
  static async read(root: string, extra: readonly string[]): Promise<Tree> {
    const repository = await Repository.open(root);
    const paths = repository === undefined ? await walk(root) : await repository.files();
    const tree = new Tree(root, repository, paths);
    const wanted = new Set([
      ...paths.filter((path) => manifestName.test(path) || envName.test(path)),
      ...extra,
    ]);
    const disks = new Map<string, FileOnDisk>();
    const readers = new Map<string, Reader[]>();
    const load = async (path: string): Promise<void> => {
      try {
        const disk = await readFileBelow(root, path);
        if (disk !== undefined && disk.bytes.length <= maxFile) disks.set(path, disk);
      } catch {
        // A link, or not ours to read: not part of what can be rewritten; it is listed when a finding is in it.
      }
    };
    for (const path of wanted) await load(path);
    for (const [from, { bytes }] of disks)
      for (const { path, as, name } of fileReferences(from, bytes))
        readers.set(path, [...(readers.get(path) ?? []), { from, as, name }]);
    for (const path of readers.keys()) if (tree.paths.has(path) && !disks.has(path)) await load(path);
    for (const path of [...disks.keys()].sort())
      tree.#files.set(path, new TreeFile(path, disks.get(path) as FileOnDisk, readers.get(path) ?? []));
    return tree;
  }

  get(path: string): TreeFile | undefined {
    return this.#files.get(path);
  }

  has(path: string): boolean {
    return this.paths.has(path) || this.#files.has(path);
  }

  get files(): IterableIterator<TreeFile> {
    return this.#files.values();
  }

  get kustomizations(): readonly Kustomization[] {
    this.#kustomizations ??= [...this.#files.values()]
      .filter((file) => /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(file.path))
      .map(readKustomization);
    return this.#kustomizations;
  }

  /** Kubernetes objects of all files that are plain YAML. */
  get objects(): readonly TreeObject[] {
    if (this.#objects !== undefined) return this.#objects;
    const objects: TreeObject[] = [];
    for (const file of this.#files.values()) {
      if (!manifestName.test(file.path) || !/kind["']?\s*:/.test(file.text ?? '')) continue;
      for (const [index, document] of (file.yaml?.documents ?? []).entries()) {
        const list = getNode(document.contents, 'items');
        for (const node of list === undefined ? [document.contents] : itemsOf(list)) {
          const kind = getText(node, 'kind');
          if (kind === undefined) continue;
          objects.push({
            path: file.path,
            document: index,
            apiVersion: getText(node, 'apiVersion') ?? '',
            kind,
            namespace: getText(node, 'metadata', 'namespace'),
            name: getText(node, 'metadata', 'name') ?? '',
          });
        }
      }
    }
    this.#objects = objects;
    return objects;
  }

  /** The kustomization that names a file, or is it; or undefined. */
  kustomizationOf(path: string): Kustomization | undefined {
    return this.kustomizations.find(({ file, resources }) => file.path === path || resources.includes(path));
  }

  isPatch(path: string): boolean {
    return this.kustomizations.some((kustomization) => kustomization.patches.includes(path));
  }

  /** The one kustomization that has the file as a patch. */
  patcherOf(path: string): Kustomization | undefined {
    const found = this.kustomizations.filter(({ patches }) => patches.includes(path));
    return found.length === 1 ? found[0] : undefined;
  }

  /** Where a Secret for values of a file stands, and the start of its name: that of a patch beside who has the patch. */
  placeFor(path: string, name: string): { readonly near: string; readonly base: string } {
    const patcher = this.patcherOf(path);
    // The base may have one of the object's own name.
    return patcher === undefined
      ? { near: path, base: name }
      : { near: patcher.file.path, base: `${name}-${posix.basename(patcher.dir)}` };
  }

  /** Does anything render both? */
  isTogether(a: Kustomization, b: Kustomization): boolean {
    return this.kustomizations.some(({ dir }) => {
      const reached = this.reach(dir);
      return reached.has(`${a.dir}/`) && reached.has(`${b.dir}/`);
    });
  }

  /** What Flux or kubectl reads when it is pointed to a folder. */
  reach(dir: string): ReadonlySet<string> {
    const known = this.#reached.get(dir) ?? this.#reach(dir, new Set());
    this.#reached.set(dir, known);
    return known;
  }

  #reach(dir: string, seen: Set<string>): Set<string> {
    if (seen.has(`${dir}/`)) return seen;
    seen.add(`${dir}/`);
    const kustomization = this.kustomizations.find((one) => one.dir === dir);
    if (kustomization === undefined) {
      const prefix = dir === '.' ? '' : `${dir}/`;
      for (const path of this.#files.keys())
        if (path.startsWith(prefix) && /\.ya?ml$/.test(path)) seen.add(path);
      return seen;
    }
    seen.add(kustomization.file.path);
    for (const resource of [...kustomization.resources, ...kustomization.generators]) {
      if (this.#files.has(resource)) seen.add(resource);
      else if (this.kustomizations.some((one) => one.dir === resource)) this.#reach(resource, seen);
    }
    return seen;
  }
}

function readKustomization(file: TreeFile): Kustomization {
  const dir = posix.dirname(file.path);
  const root = file.yaml?.documents[0]?.contents;
  const list = (key: string): string[] =>
    itemsOf(getNode(root, key)).flatMap((node) => {
      const text = isScalar(node) && typeof node.value === 'string' ? node.value : getText(node, 'path');
      return text === undefined || /^[a-z]+:\/\//.test(text)
        ? []
        : [posix.normalize(posix.join(dir, text)).replace(/\/$/, '')];
    });
  return {
    file,
    dir,
    resources: [...list('resources'), ...list('bases'), ...list('components')],
    generators: list('generators'),
    configurations: list('configurations'),
    patches: [...list('patches'), ...list('patchesStrategicMerge'), ...list('patchesJson6902')],
  };
}
