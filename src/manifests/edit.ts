import { reveal } from '../engine/index.ts';
import { readFile } from './document.ts';
import type { Reading } from './document.ts';
import { EditRefused } from './edit-refused.ts';
import { parseJson } from './json-tree.ts';
import { layoutOf, readFragment } from './layout.ts';
import type { Layout } from './layout.ts';
import { equalModels, modelAt, modelOf } from './model.ts';
import type { ListModel, MapModel, Model } from './model.ts';
import { Pending } from './pending.ts';
import { maskActions } from './template.ts';
import { TreeEditor } from './tree-edit.ts';
import type { TextSplice } from './tree-edit.ts';
import { checkAliases, locate } from './tree-target.ts';
import type { Target, Trees } from './tree-target.ts';
import type { AddressedValue, Document, Edit, NodePath, Splice } from './types.ts';
import type { Slot } from './values.ts';
import { parseYaml, plainType } from './yaml-tree.ts';

export interface EditResult {
  readonly bytes: Uint8Array;
  /** In order; offsets into the document's first bytes. */
  readonly splices: readonly Splice[];
  /**
   * The edits of the new document that put back what these replaced, byte for byte: a value alone does not tell the
   * quotes or the block that it stood in. undefined when there was more than `set-value`.
   */
  readonly undo: readonly Edit[] | undefined;
}

/**
 * Edits a document by splicing bytes. All edits count from the document as it is, in any order. The result is read
 * again: the intended addresses changed, all others are equal, all bytes outside of the splices are the same - or
 * nothing is returned.
 * @throws {@link EditRefused} with the reason and the line
 */
export function editDocument(document: Document, edits: readonly Edit[]): EditResult {
  const reading = readFile(document.path, document.bytes);
  if (reading === undefined) throw new EditRefused('encoding', 1);
  return new Editing(reading).run(edits);
}

class Editing {
  readonly #reading: Reading;
  readonly #trees: Trees | undefined;
  readonly #layout: Layout;
  readonly #masked: string;
  readonly #splices: TextSplice[] = [];
  /** What each document shall say. */
  readonly #models: Model[];
  readonly #appended: Model[] = [];
  readonly #removed = new Set<Model>();
  readonly #removals = new Map<string, { parent: Target; indexes: Set<number> }>();
  readonly #additions = new Map<string, { target: Target; pending: Pending }>();
  /** Values by slot: address and the text it shall have; undefined for one that goes. */
  readonly #values = new Map<AddressedValue, Uint8Array | undefined>();
  /** Values of trees that were edited by address. */
  readonly #addressed: AddressedValue[] = [];
  /** Outer scalars that change with a file inside them. */
  readonly #outer: { document: number; path: NodePath }[] = [];
  /** Scalars that are written as the caller says: how they read is seen afterwards. */
  readonly #written: { document: number; path: NodePath; text: string; encoded: boolean }[] = [];
  readonly #undo: Edit[] = [];

  constructor(reading: Reading) {
    this.#reading = reading;
    const { source, tree, format } = reading;
    const { text } = source;
    this.#masked = reading.masked ? maskActions(text) : text;
    this.#layout = layoutOf(text, tree?.documents ?? []);
    this.#trees =
      tree === undefined
        ? undefined
        : {
            text,
            documents: tree.documents,
            json: format === 'json',
            lineAt: (index) => source.lineAt(index),
          };
    this.#models = (tree?.documents ?? []).map(({ root }) => modelOf(root));
  }

  run(edits: readonly Edit[]): EditResult {
    this.#checkDocument();
    // Values first: paths count from the document as it is.
    for (const edit of edits) this.#plan(edit);
    this.#finish();
    const splices = this.#ordered();
    const result = this.#splice(splices);
    this.#verify(result.bytes, splices);
    return { ...result, undo: this.#undo.length === edits.length ? this.#undo : undefined };
  }

  #checkDocument(): void {
    for (const { code, line } of this.#reading.document.problems) {
      if (code === 'syntax' || code === 'limit' || code === 'encoding') throw new EditRefused(code, line);
    }
  }

  #plan(edit: Edit): void {
    if (edit.action === 'append-document') {
      const { trees, editor } = this.#editor();
      if (this.#reading.masked) throw new EditRefused('template', 1);
      this.#splices.push(...editor.appendDocument(edit.text));
      this.#appended.push(this.#fragmentModel(edit.text, trees));
      return;
    }
    if ('path' in edit) {
      this.#planPath(edit, edit.document ?? 0, edit.path);
      return;
    }
    const { values } = this.#reading.document;
    const index = values.findIndex(({ address }) => address === edit.address);
    const value = values[index];
    if (value === undefined) throw new EditRefused('not-found', 1);
    if (this.#trees !== undefined && value.inner !== true) {
      const encoded = edit.action === 'set-value' && value.decoded[0] === 'base64';
      const base64 = encoded ? { ...edit, value: toBase64(edit.value) } : edit;
      if (edit.action === 'set-value') this.#addressed.push(value);
      this.#planPath(base64, value.document, value.path, encoded);
      return;
    }
    this.#planSlot(edit, value, index);
  }

  #planSlot(edit: Edit, value: AddressedValue, index: number): void {
    const slot = this.#reading.slots[index];
    if (slot === undefined || (value.decoded.length > 0 && slot.encodes !== true))
      throw new EditRefused('format', value.line);
    const { source } = slot;
    if (edit.action === 'remove') {
      if (slot.whole === undefined || source !== this.#reading.source)
        throw new EditRefused('format', value.line);
      this.#splices.push({ ...slot.whole, text: '' });
      this.#values.set(value, undefined);
      return;
    }
    if (edit.action !== 'set-value') throw new EditRefused('format', value.line);
    const text = textOf(edit.value, value.line);
    const written = edit.written === undefined ? slot.write(text) : undefined;
    const fragment = edit.written ?? (written === undefined ? undefined : source.encode(written));
    if (fragment === undefined && (written === undefined || !this.#rewriteOuter(value, slot, written)))
      throw new EditRefused('style', value.line);
    this.#values.set(value, new TextEncoder().encode(text));
    if (fragment === undefined) return;
    const start = source.toRoot(slot.start);
    const end = slot.end === slot.start ? start : source.toRoot(slot.end);
    this.#checkTemplate(start, end, value.line);
    if (this.#trees !== undefined) {
      const { target } = locate(this.#trees, value.document, value.path);
      checkAliases(this.#trees, target, false);
      this.#outer.push({ document: value.document, path: value.path });
    }
    this.#splices.push({ start, end, text: fragment });
    const stood = this.#reading.source.text.slice(start, end);
    this.#undo.push({
      address: value.address,
      action: 'set-value',
      value: reveal(value.value),
      written: stood,
    });
    this.#values.set(value, new TextEncoder().encode(text));
  }

  /** The scalar around a value cannot hold the text in the style that it has: all of it is written anew. */
  #rewriteOuter(value: AddressedValue, { source, start, end }: Slot, written: string): boolean {
    if (this.#trees === undefined || value.inner !== true) return false;
    const { node } = locate(this.#trees, value.document, value.path).target;
    if (node.kind !== 'scalar' || node.text !== source.text) return false;
    const text = source.text.slice(0, start) + written + source.text.slice(end);
    this.#planPath({ action: 'set-value', path: [], value: text }, value.document, value.path);
    return true;
  }

  #planPath(
    edit: Exclude<Edit, { action: 'append-document' }>,
    document: number,
    path: NodePath,
    encoded = false,
  ): void {
    const { trees, editor } = this.#editor();
    const { target, missing } = locate(trees, document, path);
    const line = trees.lineAt(target.node.start);
    if (edit.action === 'add') {
      this.#planAdd(edit, document, path, target, missing, trees);
      return;
    }
    if (missing.length > 0) throw new EditRefused('not-found', line);
    checkAliases(trees, target, edit.action !== 'set-value');
    const model = this.#model(document, path, line);
    if (edit.action === 'set-value') {
      this.#checkTemplate(target.node.start, target.node.end, line);
      const value = textOf(edit.value, line);
      this.#splices.push(...editor.setValue(target, value, edit.written));
      if (edit.written !== undefined) this.#written.push({ document, path, text: value, encoded });
      this.#setModel(model, value, target, trees);
      if (target.node.kind === 'scalar') {
        const { start, end, text } = target.node;
        const written = this.#reading.source.text.slice(start, end);
        this.#undo.push({ document, path, action: 'set-value', value: text, written });
      }
    } else if (edit.action === 'replace-node') {
      this.#checkTemplate(target.entry?.keyStart ?? target.node.start, target.node.end, line);
      if (target.node.anchor !== undefined) throw new EditRefused('alias', line);
      if (target.node.tag !== undefined) throw new EditRefused('tag', line);
      this.#splices.push(...editor.replace(target, edit.text, edit.key));
      this.#replaceModel(document, path, model, this.#fragmentModel(edit.text, trees), edit.key);
    } else this.#planRemove(target, document, path, model, editor);
  }

  #planRemove(target: Target, document: number, path: NodePath, model: Model, editor: TreeEditor): void {
    if (path.length === 0) {
      this.#checkTemplate(target.document.start, target.document.end, 1);
      this.#splices.push(...editor.removeDocument(target));
    } else {
      this.#checkTemplate(target.entry?.keyStart ?? target.node.start, target.node.end, 1);
      const key = JSON.stringify([document, path.slice(0, -1)]);
      const { trees } = this.#editor();
      const parent = locate(trees, document, path.slice(0, -1)).target;
      const removal = this.#removals.get(key) ?? { parent, indexes: new Set() };
      removal.indexes.add(target.index);
      this.#removals.set(key, removal);
    }
    this.#removed.add(model);
  }

  #planAdd(
    edit: { readonly key?: string; readonly text: string },
    document: number,
    path: NodePath,
    found: Target,
    missing: NodePath,
    trees: Trees,
  ): void {
    const line = trees.lineAt(found.node.start);
    const { node } = found;
    if (missing.some((step) => typeof step === 'number')) throw new EditRefused('not-found', line);
    if (node.kind === 'alias') throw new EditRefused('alias', line);
    if (node.tag !== undefined) throw new EditRefused('tag', line);
    if (node.kind === 'scalar' && node.type !== 'null') throw new EditRefused('style', line);
    checkAliases(trees, found, false);
    // An insertion among branches of a template would land in one of them.
    this.#checkTemplate(node.start, node.end, line);
    const here = path.slice(0, path.length - missing.length);
    const id = JSON.stringify([document, here]);
    const addition = this.#additions.get(id) ?? { target: found, pending: new Pending() };
    this.#additions.set(id, addition);
    const steps = missing.map(String);
    const keys = edit.key === undefined ? steps : [...steps, edit.key];
    const isMap = node.kind === 'mapping';
    const [first] = keys;
    if (node.kind === 'sequence' ? keys.length > 0 : isMap && first === undefined)
      throw new EditRefused('style', line);
    if (isMap && first !== undefined && node.entries.some(({ key }) => key === first))
      throw new EditRefused('duplicate-key', line);
    const model = this.#fragmentModel(edit.text, trees);
    if (!addition.pending.add(keys, edit.key === undefined, edit.text, model))
      throw new EditRefused('conflict', line);
  }

  /** Removals and additions, which are made together for each map and list. */
  #finish(): void {
    for (const [id, { parent, indexes }] of this.#removals) {
      const { editor } = this.#editor();
      if (this.#additions.has(id)) {
        const count =
          parent.node.kind === 'mapping'
            ? parent.node.entries.length
            : parent.node.kind === 'sequence'
              ? parent.node.items.length
              : 0;
        // Emptied and filled at once: neither splice would know of the other.
        if (count === indexes.size)
          throw new EditRefused('conflict', this.#reading.source.lineAt(parent.node.start));
      }
      this.#splices.push(...editor.remove(parent, indexes));
    }
    for (const [id, { target, pending }] of this.#additions) {
      const { trees, editor } = this.#editor();
      const [document, path] = JSON.parse(id) as [number, NodePath];
      this.#splices.push(...editor.add(target, pending.text()));
      const model = this.#model(document, path, trees.lineAt(target.node.start));
      const added = pending.model();
      if (model.kind === 'map' && added.kind === 'map') model.entries.push(...added.entries);
      else if (model.kind === 'list' && added.kind === 'list') model.items.push(...added.items);
      else this.#replaceModel(document, path, model, added);
    }
    this.#models.splice(0, this.#models.length, ...this.#models.filter((model) => !this.#removed.has(model)));
    for (const model of this.#models) prune(model, this.#removed);
  }

  #editor(): { trees: Trees; editor: TreeEditor } {
    if (this.#trees === undefined) throw new EditRefused('format', 1);
    return { trees: this.#trees, editor: new TreeEditor(this.#trees, this.#layout) };
  }

  #checkTemplate(start: number, end: number, line: number): void {
    const { text } = this.#reading.source;
    if (this.#masked.slice(start, end) !== text.slice(start, end)) throw new EditRefused('template', line);
  }

  #model(document: number, path: NodePath, line: number): Model {
    const root = this.#models[document];
    const model = root === undefined ? undefined : modelAt(root, path);
    if (model === undefined) throw new EditRefused('conflict', line);
    return model;
  }

  #setModel(model: Model, value: string, target: Target, trees: Trees): void {
    if (model.kind !== 'scalar') return;
    const before = model.type;
    model.text = value;
    // The type is what the writer chose; a string where it had to quote.
    model.type = trees.json ? jsonType(before, value) : yamlType(before, value, target);
  }

  #replaceModel(document: number, path: NodePath, old: Model, next: Model, key?: string): void {
    const last = path.at(-1);
    if (last === undefined) {
      this.#models[document] = next;
      return;
    }
    const parent = this.#model(document, path.slice(0, -1), 1);
    if (parent.kind === 'map') {
      const entry = parent.entries.find(({ value }) => value === old);
      if (entry === undefined) return;
      entry.value = next;
      if (key !== undefined) entry.key = key;
    } else if (parent.kind === 'list') parent.items[Number(last)] = next;
  }

  #fragmentModel(text: string, trees: Trees): Model {
    let parsed = parseYaml(text);
    if (trees.json) {
      const fragment = readFragment(text, this.#layout, true);
      if (fragment !== undefined) parsed = parseJson(fragment.inline);
    }
    const [document] = parsed.documents;
    if (document === undefined || parsed.problems.length > 0 || parsed.documents.length > 1)
      throw new EditRefused('style', 1);
    return modelOf(document.root);
  }

  #ordered(): TextSplice[] {
    const ordered = [...this.#splices]
      .map((splice, i) => ({ splice, i }))
      .sort(
        (a, b) =>
          a.splice.start - b.splice.start ||
          a.splice.end - b.splice.end ||
          (b.splice.column ?? 0) - (a.splice.column ?? 0) ||
          a.i - b.i,
      )
      .map(({ splice }) => splice);
    for (const [i, splice] of ordered.entries()) {
      const next = ordered[i + 1];
      if (
        next !== undefined &&
        (next.start < splice.end ||
          (next.start === splice.start && next.end === splice.end && splice.end > splice.start))
      )
        throw new EditRefused('conflict', this.#reading.source.lineAt(next.start));
    }
    return ordered;
  }

  #splice(ordered: readonly TextSplice[]): Omit<EditResult, 'undo'> {
    const { source } = this.#reading;
    const { bytes } = this.#reading.document;
    const splices: Splice[] = [];
    const parts: Uint8Array[] = [];
    let from = 0;
    for (const { start, end, text } of ordered) {
      const encoded = source.toBytes(text);
      if (encoded === undefined) throw new EditRefused('encoding', source.lineAt(start));
      const splice = { start: source.toByte(start), end: source.toByte(end), bytes: encoded };
      parts.push(bytes.subarray(from, splice.start), encoded);
      from = splice.end;
      splices.push(splice);
    }
    parts.push(bytes.subarray(from));
    return { bytes: new Uint8Array(Buffer.concat(parts)), splices };
  }

  #verify(bytes: Uint8Array, splices: readonly TextSplice[]): void {
    const { document, source } = this.#reading;
    const line = splices[0] === undefined ? 1 : source.lineAt(splices[0].start);
    const after = readFile(document.path, bytes);
    const refused = new EditRefused('verify', line);
    if (after === undefined || after.masked !== this.#reading.masked) throw refused;
    if (this.#trees !== undefined) {
      const models = (after.tree?.documents ?? []).map(({ root }) => modelOf(root));
      const expected = [...this.#models, ...this.#appended];
      for (const { document: index, path } of this.#outer) follow(expected[index], models[index], path);
      for (const { document: index, path, text, encoded } of this.#written)
        if (!follow(expected[index], models[index], path, text, encoded)) throw refused;
      if (
        models.length !== expected.length ||
        !expected.every((model, i) => models[i] !== undefined && equalModels(model, models[i]))
      )
        throw refused;
    }
    if (this.#values.size > 0 && !this.#sameValues(after)) throw refused;
    for (const { address, decoded } of this.#addressed) {
      const found = after.document.values.find((value) => value.address === address);
      // Text that was no base64 must not become some.
      if (found !== undefined && found.decoded.join() !== decoded.join()) throw refused;
    }
    if (after.document.problems.some(({ code }) => code === 'syntax' || code === 'limit')) throw refused;
  }

  /** For formats without trees, and files inside values: all values by address. */
  #sameValues(after: Reading): boolean {
    const now = new Map(after.document.values.map((value) => [value.address, value]));
    const touched = [...this.#values.keys()].map(({ span }) => span);
    for (const old of this.#reading.document.values) {
      const found = now.get(old.address);
      if (this.#values.has(old)) {
        const wanted = this.#values.get(old);
        if (
          wanted === undefined
            ? found !== undefined
            : found === undefined || !sameBytes(reveal(found.value), wanted)
        )
          return false;
      } else if (!touched.some(({ start, end }) => old.span.start < end && start < old.span.end)) {
        if (found === undefined || !sameBytes(reveal(found.value), reveal(old.value))) return false;
      }
      now.delete(old.address);
    }
    // What is new can only be a part of a value that was written.
    return [...now.values()].every((value) => value.inner === true);
  }
}

/**
 * Takes over what a scalar now reads as: one that a file inside it changed (its values are compared by address), or one
 * that was written as told.
 * @returns false when it does not read as the text
 */
function follow(
  expected: Model | undefined,
  found: Model | undefined,
  path: NodePath,
  text?: string,
  encoded = false,
): boolean {
  const old = expected === undefined ? undefined : modelAt(expected, path);
  const now = found === undefined ? undefined : modelAt(found, path);
  if (old?.kind !== 'scalar' || now?.kind !== 'scalar') return false;
  old.text = now.text;
  if (text === undefined) return true;
  old.type = now.type;
  return now.text === text || (encoded && toBase64(Buffer.from(now.text, 'base64')) === text);
}

function prune(model: Model, removed: ReadonlySet<Model>): void {
  if (model.kind === 'map') {
    const map: MapModel = model;
    map.entries = map.entries.filter(({ value }) => !removed.has(value));
    for (const { value } of map.entries) prune(value, removed);
  } else if (model.kind === 'list') {
    const list: ListModel = model;
    list.items = list.items.filter((item) => !removed.has(item));
    for (const item of list.items) prune(item, removed);
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function textOf(value: string | Uint8Array, line: number): string {
  if (typeof value === 'string') return value;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
  } catch {
    throw new EditRefused('encoding', line);
  }
}

function toBase64(value: string | Uint8Array): string {
  return Buffer.from(typeof value === 'string' ? new TextEncoder().encode(value) : value).toString('base64');
}

function jsonType(before: string, value: string): string {
  if (before === 'number' && /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/.test(value))
    return 'number';
  return before === 'boolean' && (value === 'true' || value === 'false') ? 'boolean' : 'string';
}

function yamlType(before: string, value: string, { node }: Target): string {
  const plain = node.kind === 'scalar' && node.style === 'plain' ? plainType(value) : 'string';
  return plain === before && plain !== 'null' ? plain : 'string';
}
