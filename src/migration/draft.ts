import { isDeepStrictEqual } from 'node:util';
import { reveal, type Secret } from '../engine/index.ts';
import { editDocument, EditRefused } from '../manifests/index.ts';
import type { AddressedValue, Edit } from '../manifests/index.ts';
import { unifiedDiff } from './diff.ts';
import type { EncryptionRule, FileFormat, InPlaceStore, StoredVersion } from './store.ts';
import { applyEdits, decodeText, type TextEdit } from './text.ts';
import type { Tree, TreeFile } from './tree.ts';
import type { ManualItem, PlannedChange, PlanOptions, Question, Selected, Store } from './types.ts';
import { MigrationError } from './types.ts';
import { parseYaml, toPlain, type YamlFile } from './yaml.ts';

/** A selected value, found again in its file. */
export interface Target {
  readonly selected: Selected;
  readonly file: TreeFile;
  readonly value: AddressedValue;
  /** Of the value, in the file's text. */
  readonly offset: number;
}

/** A new file in pieces: text, and secrets with the way they are written into it. */
export type Piece = string | { readonly secret: Secret; readonly encode: (text: string) => string };

/** What the plain form of a file's documents becomes by an edit: changes the array it is handed. */
export type Expectation = (documents: unknown[]) => void;

export interface Encryption {
  readonly format: FileFormat;
  readonly rule: EncryptionRule;
}

/** A secret for a remote store: one value, or a JSON object of several. */
export interface Entry {
  readonly name: string;
  readonly fields: Map<string, Secret>;
  /** The value as it is, in place of fields. */
  whole?: Secret;
  readonly sources: string[];
}

/** What the composition yields for one file. */
export interface ComposedFile {
  readonly path: string;
  readonly change: 'modify' | 'create';
  readonly mode: number;
  readonly before?: Uint8Array;
  /** Before encryption. */
  readonly bytes: Uint8Array;
  /** What the plan shows: secrets masked. */
  readonly shownBefore?: string;
  readonly shownAfter: string;
  readonly encryption?: Encryption;
}

interface Work {
  readonly edits: TextEdit[];
  readonly expectations: Expectation[];
  /** By the editor of the manifests, which reads its result again and compares. */
  readonly nodes: Edit[];
}

/** A migration being composed. Styles add to it; nothing is written. */
export class Draft {
  readonly tree: Tree;
  readonly options: PlanOptions;
  readonly store: Store;
  readonly entries = new Map<string, Entry>();
  readonly changes: PlannedChange[] = [];
  readonly manual: ManualItem[] = [];
  readonly questions: Question[] = [];
  readonly preconditions = new Set<string>();
  readonly warnings = new Set<string>();
  /** Names of Secrets that this migration makes, by folder and namespace. */
  readonly secretNames = new Set<string>();
  /** Who reads what is stored under a name. */
  readonly readers = new Map<string, string>();
  /** The SecretStores that this migration adds to the tree. */
  storesMade: readonly { readonly path: string; readonly kind: string; readonly name: string }[] = [];
  /** Lists of kustomizations that items were added to. */
  lists: ReadonlySet<string> = new Set<string>();
  /** New manifests, and the file that each stands beside: it is reached where that one is. */
  readonly beside = new Map<string, string>();
  readonly #versions: ReadonlyMap<string, StoredVersion>;
  #askedVersions = false;
  #files: ComposedFile[] | undefined;
  #work = new Map<string, Work>();
  #created = new Map<string, { pieces: Piece[]; mode: number }>();
  #encryption = new Map<string, Encryption>();
  readonly #owners = new Map<string, string>();
  readonly #hidden = new Set<AddressedValue>();

  constructor(tree: Tree, options: PlanOptions, store: Store, versions: ReadonlyMap<string, StoredVersion>) {
    this.tree = tree;
    this.options = options;
    this.store = store;
    this.#versions = versions;
  }

  /** Made by the store; none while planning. */
  get versions(): ReadonlyMap<string, StoredVersion> {
    this.#askedVersions = true;
    return this.#versions;
  }

  /** Was anything composed from what the store made? Else the same comes out before and after. */
  get askedVersions(): boolean {
    return this.#askedVersions;
  }

  /** The region of an AWS store: as told, or from an ARN (`arn:aws:secretsmanager:REGION:…`). */
  get region(): string {
    if (this.options.region !== undefined) return this.options.region;
    const [first] = this.versions.values();
    return first?.resource.split(':')[3] ?? '<region>';
  }

  /** The project of a GCP store: as told, or from a resource (`projects/P/secrets/S`). */
  get project(): string {
    if (this.options.project !== undefined) return this.options.project;
    const [first] = this.versions.values();
    return first?.resource.split('/')[1] ?? '<project>';
  }

  get inPlace(): InPlaceStore | undefined {
    return 'encrypt' in this.store ? this.store : undefined;
  }

  /** Values that the plan's diff must not show, beside those that their document calls secret. */
  hide(targets: readonly Target[]): void {
    for (const { value } of targets) this.#hidden.add(value);
  }

  /** Runs edits of which all or none must stay. @returns what the action returned; false takes all back */
  attempt(action: () => boolean): boolean {
    const restore = this.#save();
    if (action()) return true;
    restore();
    return false;
  }

  /** The same for what says why. @returns why it cannot be done, and all is taken back; undefined when it can */
  tryOut(action: () => string | undefined): string | undefined {
    const restore = this.#save();
    const refused = action();
    if (refused !== undefined) restore();
    return refused;
  }

  /** The same for what waits. @returns why it cannot be done, and all is taken back; undefined when it can */
  async tryOutAsync(action: () => Promise<string | undefined>): Promise<string | undefined> {
    const restore = this.#save();
    const refused = await action();
    if (refused !== undefined) restore();
    return refused;
  }

  #save(): () => void {
    const work = new Map(
      [...this.#work].map(([path, one]) => [
        path,
        { edits: [...one.edits], expectations: [...one.expectations], nodes: [...one.nodes] },
      ]),
    );
    const created = new Map(
      [...this.#created].map(([path, one]) => [path, { ...one, pieces: [...one.pieces] }]),
    );
    const encryption = new Map(this.#encryption);
    const entries = [...this.entries].map(([name, one]): [string, Entry] => [
      name,
      { ...one, fields: new Map(one.fields), sources: [...one.sources] },
    ]);
    const owners = [...this.#owners];
    const { storesMade, lists } = this;
    return () => {
      this.entries.clear();
      for (const [name, entry] of entries) this.entries.set(name, entry);
      this.#owners.clear();
      for (const [name, owner] of owners) this.#owners.set(name, owner);
      this.storesMade = storesMade;
      this.lists = lists;
      this.#work = work;
      this.#created = created;
      this.#encryption = encryption;
    };
  }

  /** A splice, and what it means for the parsed file; the two are checked against each other. */
  edit(path: string, edit: TextEdit, expectation?: Expectation): void {
    const work = this.#workOf(path);
    work.edits.push(edit);
    if (expectation !== undefined) work.expectations.push(expectation);
  }

  #workOf(path: string): Work {
    const work = this.#work.get(path) ?? { edits: [], expectations: [], nodes: [] };
    this.#work.set(path, work);
    return work;
  }

  /**
   * Edits of nodes, beside those that the file has already. All or none.
   * @returns why it cannot be done; undefined when it can
   */
  rewrite(path: string, edits: readonly Edit[]): string | undefined {
    const file = this.tree.get(path);
    if (edits.length === 0) return undefined;
    if (file?.document === undefined) return 'it does not parse cleanly';
    const nodes = this.#work.get(path)?.nodes ?? [];
    try {
      editDocument(file.document, [...nodes, ...edits]);
    } catch (error) {
      if (error instanceof EditRefused) return error.message;
      throw error;
    }
    this.#workOf(path).nodes.push(...edits);
    return undefined;
  }

  hasEdit(path: string, text: string): boolean {
    return this.#work.get(path)?.edits.some((edit) => edit.text === text) === true;
  }

  /** Is an entry of that key under that node added already? */
  adds(path: string, at: readonly (string | number)[], key: string): boolean {
    return (this.#work.get(path)?.nodes ?? []).some(
      (edit) =>
        edit.action === 'add' && 'path' in edit && edit.key === key && isDeepStrictEqual(edit.path, at),
    );
  }

  create(path: string, pieces: Piece[], mode = 0o644): void {
    this.#created.set(path, { pieces, mode });
  }

  /** Adds to a file that this migration makes. */
  append(path: string, pieces: readonly Piece[]): void {
    this.#created.get(path)?.pieces.push(...pieces);
  }

  encrypt(path: string, encryption: Encryption): void {
    this.#encryption.set(path, encryption);
  }

  encryptions(): readonly (readonly [string, Encryption])[] {
    return [...this.#encryption];
  }

  isCreated(path: string): boolean {
    return this.#created.has(path);
  }

  isTaken(path: string): boolean {
    return this.tree.has(path) || this.#created.has(path);
  }

  /**
   * The entry of one owner (an object, a file).
   * @throws {MigrationError} `conflict` when another owner has the name
   */
  entry(name: string, owner: string): Entry {
    const other = this.#owners.get(name);
    if (other !== undefined && other !== owner)
      throw new MigrationError(
        'conflict',
        `two objects would be ${name} in the store`,
        '--name-template with {namespace}, {path} or {key} tells them apart',
      );
    this.#owners.set(name, owner);
    const entry = this.entries.get(name) ?? { name, fields: new Map<string, Secret>(), sources: [] };
    this.entries.set(name, entry);
    return entry;
  }

  /** Is a name of the store this owner's, or nobody's? */
  isFree(name: string, owner: string): boolean {
    const other = this.#owners.get(name);
    return other === undefined || other === owner;
  }

  change(target: Target, becomes: string, store?: string): void {
    const { selected } = target;
    this.changes.push({
      path: selected.path,
      line: selected.line,
      address: selected.address,
      becomes,
      ...(store === undefined ? {} : { store }),
    });
  }

  leave(target: { readonly selected: Selected }, reason: string, write: string, patch?: string): void {
    const { path, line, address, detector } = target.selected;
    this.manual.push({
      path,
      line,
      address,
      detector,
      reason,
      write,
      ...(patch === undefined ? {} : { patch }),
    });
  }

  /** A file as it is composed so far: what it becomes, and the diff with secrets masked. */
  preview(path: string): { readonly text: string; readonly patch: string } {
    const { bytes, shownBefore, shownAfter } = this.#modifiedFile(path);
    return { text: decodeText(bytes) ?? '', patch: unifiedDiff(path, shownBefore, shownAfter) };
  }

  ask(option: Question['option'], message: string, file: string): void {
    const index = this.questions.findIndex((one) => one.option === option && one.message === message);
    const old = this.questions[index];
    const question = { option, message, files: [...new Set([...(old?.files ?? []), file])].sort() };
    if (index < 0) this.questions.push(question);
    else this.questions[index] = question;
  }

  /** The files, new ones first: a consumer is rewritten when what it will refer to is there. Asked when all is composed. */
  files(): readonly ComposedFile[] {
    return (this.#files ??= this.#composeFiles());
  }

  #composeFiles(): ComposedFile[] {
    const created = [...this.#created].map(([path, { pieces, mode }]) => this.#newFile(path, pieces, mode));
    const touched = [...this.#work].filter(([, work]) => work.edits.length + work.nodes.length > 0);
    const paths = new Set([...touched.map(([path]) => path), ...this.#encryption.keys()]);
    const order = (path: string): number =>
      /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path) ? 0 : 1;
    const modified = [...paths]
      .filter((path) => !this.#created.has(path))
      .sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1))
      .map((path) => this.#modifiedFile(path));
    return [...created, ...modified];
  }

  #newFile(path: string, pieces: readonly Piece[], mode: number): ComposedFile {
    const encryption = this.#encryption.get(path);
    const shown = pieces.map((piece) =>
      typeof piece === 'string' ? piece : encryption === undefined ? '****' : ciphertext,
    );
    const parts = pieces.map((piece) => {
      if (typeof piece === 'string') return piece;
      const text = decodeText(reveal(piece.secret));
      if (text === undefined) throw new MigrationError('unsupported', `a value for ${path} is not UTF-8`);
      return piece.encode(text);
    });
    return {
      path,
      change: 'create',
      mode,
      bytes: Buffer.from(parts.join('')),
      shownAfter: shown.join('') + (encryption === undefined ? '' : metadata(encryption)),
      ...(encryption === undefined ? {} : { encryption }),
    };
  }

  #modifiedFile(path: string): ComposedFile {
    const file = this.tree.get(path);
    const text = file?.text;
    if (file === undefined || text === undefined)
      throw new MigrationError('changed', `${path} is gone, or no longer text`);
    const work = this.#work.get(path) ?? { edits: [], expectations: [], nodes: [] };
    const composed = applySafely(path, text, work.edits);
    if (work.expectations.length > 0) checkExpectations(path, file.yaml, composed, work.expectations);
    const nodes = nodeEdits(file, work.nodes);
    const edits = [...work.edits, ...nodes];
    const after = work.nodes.length === 0 ? composed : applySafely(path, text, edits);
    // Each kind of edit was checked alone; together they must be no more than both.
    if (nodes.length > 0 && work.expectations.length > 0)
      checkExpectations(path, parseYaml(applySafely(path, text, nodes)), after, work.expectations);
    const encryption = this.#encryption.get(path);
    const masks = maskEdits(file, this.#hidden, '****');
    const shownMasks = encryption === undefined ? masks : maskEdits(file, this.#hidden, '****', ciphertext);
    const free = shownMasks.filter(
      (mask) => !edits.some((edit) => edit.start < mask.end && mask.start < edit.end),
    );
    return {
      path,
      change: 'modify',
      mode: file.disk.mode,
      before: file.disk.bytes,
      bytes: Buffer.from(after),
      shownBefore: applyEdits(text, masks),
      shownAfter:
        applyEdits(text, [...edits, ...free]) + (encryption === undefined ? '' : metadata(encryption)),
      ...(encryption === undefined ? {} : { encryption }),
    };
  }
}

/** The splices of node edits, counted in characters. */
function nodeEdits(file: TreeFile, nodes: readonly Edit[]): TextEdit[] {
  const { text } = file;
  if (nodes.length === 0 || file.document === undefined || text === undefined) return [];
  const { bytes } = file.disk;
  return editDocument(file.document, nodes).splices.map((splice, order) =>
    atLineStart(text, {
      start: offsetOf(bytes, splice.start),
      end: offsetOf(bytes, splice.end),
      text: decodeText(splice.bytes) ?? '',
      order,
    }),
  );
}

/** New lines behind a line stand at the start of the next one, as the other edits write them: so they keep their order. */
function atLineStart(text: string, edit: TextEdit): TextEdit {
  const [eol = ''] = /^\r?\n/.exec(edit.text) ?? [];
  if (eol === '' || edit.start !== edit.end || !text.startsWith(eol, edit.start)) return edit;
  const at = edit.start + eol.length;
  return { ...edit, start: at, end: at, text: edit.text.slice(eol.length) + eol };
}

const ciphertext = 'ENC[AES256_GCM,…]';

function metadata(encryption: Encryption): string {
  const { recipients } = encryption.rule;
  return `# sops: encrypted for ${recipients.length === 0 ? 'a new age identity' : recipients.join(', ')}\n`;
}

/** A public key beside a secret one: encrypted with it. */
export function isSecretData(file: TreeFile, value: AddressedValue): boolean {
  if (file.document?.kind === 'kustomization') return /^secretGenerator\[\d+\]\.literals/.test(value.address);
  const kind = value.resource === undefined ? undefined : file.document?.resources[value.resource]?.kind;
  return kind === 'Secret' && / (?:stringData|data)[.[]/.test(value.address);
}

/** Hides everything that a document calls secret, and every value that was selected. */
function maskEdits(
  file: TreeFile,
  hidden: ReadonlySet<AddressedValue>,
  mask: string,
  secretMask = mask,
): TextEdit[] {
  const edits: TextEdit[] = [];
  const values = [...file.values].sort((a, b) => a.span.start - b.span.start);
  let end = 0;
  for (const value of values) {
    const declared = value.class === 'secret' || isSecretData(file, value);
    if (!declared && !hidden.has(value)) continue;
    if (value.value.isEmpty || value.span.start < end) continue;
    const bytes = file.disk.bytes;
    const start = offsetOf(bytes, value.span.start);
    end = value.span.end;
    edits.push({
      start,
      end: offsetOf(bytes, value.span.end),
      text: declared ? secretMask : mask,
    });
  }
  return edits;
}

function offsetOf(bytes: Uint8Array, offset: number): number {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, offset)).length;
}

/** Stands in the place of a document that becomes several. */
export class Documents {
  readonly all: readonly unknown[];
  constructor(all: readonly unknown[]) {
    this.all = all;
  }
}

/** Marks a document that an edit takes out of its file. */
export const removed: unique symbol = Symbol('removed');

/** @throws {MigrationError} `unsupported` when the edited text does not parse to exactly what was meant */
function checkExpectations(
  path: string,
  before: YamlFile | undefined,
  after: string,
  expectations: readonly Expectation[],
): void {
  const now = parseYaml(after);
  const plain = before?.documents.map(toPlain) ?? [];
  for (const expectation of expectations) expectation(plain);
  const all = plain.flatMap((document) => (document instanceof Documents ? document.all : [document]));
  const meant = all.filter((document) => document !== removed && document !== null);
  const got = (now?.documents.map(toPlain) ?? []).filter((document) => document !== null);
  if (now === undefined || !isDeepStrictEqual(meant, got)) throw cannotRewrite(path);
}

/** Sets or deletes (undefined) what stands at a path of plain data. */
export function setAt(documents: unknown[], path: readonly (string | number)[], value: unknown): void {
  let at: unknown = documents;
  for (const step of path.slice(0, -1)) at = (at as Record<string | number, unknown>)[step];
  const last = path.at(-1) ?? 0;
  if (value === undefined) delete (at as Record<string | number, unknown>)[last];
  else (at as Record<string | number, unknown>)[last] = value;
}

function applySafely(path: string, text: string, edits: readonly TextEdit[]): string {
  try {
    return applyEdits(text, edits);
  } catch (error) {
    // Two edits that touch: this way of writing it was not foreseen.
    if (error instanceof RangeError) throw cannotRewrite(path);
    throw error;
  }
}

function cannotRewrite(path: string): MigrationError {
  return new MigrationError(
    'unsupported',
    `${path} cannot be rewritten without touching something else`,
    'rewrite it by hand',
    path,
  );
}
