import { referenceKind, Secret } from '../engine/index.ts';
import { remember } from './remember.ts';
import type { TextSource } from './source.ts';
import type { AddressedValue, NodePath, ValueClass } from './types.ts';

/** Where values are being read: a file, or a file inside a value. */
export interface Place {
  readonly source: TextSource;
  /** What comes before a key path in an address, a blank at its end included. */
  readonly prefix: string;
  readonly document: number;
  /** Of the outer node, when this is a file inside a value. */
  readonly outer?: NodePath;
  readonly resource?: number;
  /** The text was taken out of base64: all of it stands here, indexes into the root's text. */
  readonly encoded?: { readonly start: number; readonly end: number };
}

/** How a value is written back: what to splice. */
export interface Slot {
  readonly source: TextSource;
  /** The value with its quotes. */
  readonly start: number;
  readonly end: number;
  /** The text that replaces it, quotes included; undefined where the format cannot hold the value there. */
  readonly write: (text: string) => string | undefined;
  /** Takes the decoded text of a value that is encoded in the file. */
  readonly encodes?: boolean;
  /** The whole entry, with its line. */
  readonly whole?: { readonly start: number; readonly end: number };
}

export interface NewValue {
  /** Keys from the place's own root. */
  readonly path: NodePath;
  /** In place of what {@link path} gives. */
  readonly address?: string;
  readonly name?: string;
  /** Without quotes; indexes into the place's text. */
  readonly start: number;
  readonly end: number;
  readonly value: string | Uint8Array;
  /** A `literal` or `secret` whose text is a reference, ciphertext or template becomes that. */
  readonly class: ValueClass;
  /** The class is final: the text is not looked at. */
  readonly certain?: boolean;
  readonly decoded?: readonly string[];
  /** In the place's text, if it names no other. */
  readonly slot?: Omit<Slot, 'source'> & Partial<Pick<Slot, 'source'>>;
  /** Part of the node at `path`, not all of it. */
  readonly part?: boolean;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

const none: readonly string[] = [];

/** No file of this world has more; what comes after is not read. */
const MAX_VALUES = 200_000;

/** Gathers the addressed values of one file. */
export class ValueCollector {
  readonly values: AddressedValue[] = [];
  readonly slots: (Slot | undefined)[] = [];
  readonly #addresses = new Map<string, number>();

  add(place: Place, value: NewValue): void {
    if (this.values.length >= MAX_VALUES) return;
    const { source } = place;
    const start = place.encoded?.start ?? source.toRoot(value.start);
    const end = place.encoded?.end ?? (value.end <= value.start ? start : source.toRoot(value.end));
    const text = typeof value.value === 'string' ? value.value : undefined;
    const judged = value.certain !== true && (value.class === 'literal' || value.class === 'secret');
    const added: Mutable<AddressedValue> = {
      address: this.#unique(place.prefix + (value.address ?? formatPath(value.path))),
      name: value.name ?? nameOf(value.path),
      class: judged ? (classify(text ?? latin1(value.value as Uint8Array)) ?? value.class) : value.class,
      span: { start: source.root.toByte(start), end: source.root.toByte(Math.max(start, end)) },
      value: typeof value.value === 'string' ? Secret.fromText(value.value) : new Secret(value.value),
      decoded: place.encoded === undefined ? (value.decoded ?? none) : ['base64', ...(value.decoded ?? none)],
      line: source.root.lineAt(start),
      document: place.document,
      path: place.outer ?? value.path,
    };
    // Hundreds of thousands of these are made: no object is spread into another one.
    if (place.outer !== undefined || value.part === true) added.inner = true;
    if (place.resource !== undefined) added.resource = place.resource;
    this.values.push(added);
    const { slot } = value;
    this.slots.push(slot === undefined || place.encoded !== undefined ? undefined : { source, ...slot });
  }

  /** The same key twice, the same object twice: the second is `… ~2`. */
  #unique(address: string): string {
    const count = (this.#addresses.get(address) ?? 0) + 1;
    this.#addresses.set(address, count);
    return count === 1 ? address : `${address} ~${count}`;
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString('latin1');
}

/** What every form of a reference, of ciphertext or of a template has in it. */
const SPECIAL = /[$%#@{<`:_(![+|.]|^AgA/;

/** Is the text a reference, ciphertext or a template action? A URL with a literal password in it is none of them. */
function classify(text: string): 'reference' | 'ciphertext' | 'template' | undefined {
  const trimmed = text.length > 8192 ? text.slice(0, 8192).trim() : text.trim();
  if (!SPECIAL.test(trimmed)) return undefined;
  const kind = referenceKind(trimmed);
  if (kind === undefined || kind === 'ciphertext') return kind;
  const password = /:\/\/[^\s/:@]{0,200}:([^\s@/]{1,400})@/.exec(trimmed)?.[1];
  return password !== undefined && referenceKind(password) === undefined ? undefined : kind;
}

/** A key path as people write it: `services.db.environment.POSTGRES_PASSWORD`, `users[0].name`, `data["tls.crt"]`. */
export function formatPath(path: NodePath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' && isPlainKey(step) ? step : formatKey(step);
  }
  return text;
}

const isPlainKey = remember((key: string) => /^[\w/-]+$/.test(key));
const formatKey = remember((key: string) => (isPlainKey(key) ? `.${key}` : `[${JSON.stringify(key)}]`));

/** The nearest key of a path that a person would judge the value by. */
export function nameOf(path: NodePath): string {
  return path.findLast((step) => typeof step === 'string') ?? '';
}

/** The place of a file inside a value. */
export function inside(place: Place, source: TextSource, path: NodePath, prefix?: string): Place {
  return {
    ...place,
    source,
    prefix: prefix ?? `${place.prefix}${formatPath(path)} `,
    outer: place.outer ?? path,
  };
}
