import { StoreError } from '../../src/migration/store.ts';
import type { Value } from './value.ts';

/** Text to put in place of a range of UTF-16 code units. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A value, or a comment, of a document; in the order in which SOPS walks them. */
export interface Leaf {
  readonly document: number;
  /** Keys and list indices. Of a comment: of the collection it stands in. */
  readonly path: readonly (string | number)[];
  /** Map keys only: what the encryption rules look at and the additional data is made of. */
  readonly keys: readonly string[];
  readonly value: Value;
  readonly comment: boolean;
  /** The comments that SOPS holds active here, outermost collection first. */
  readonly comments: readonly (readonly string[])[];
  /** Further collections that SOPS may think this comment is in: the parsers disagree on stray comments. */
  readonly otherKeys?: readonly (readonly string[])[];
  readonly line: number;
  /** The value is an alias, or in an anchor that one points at: SOPS would see it at a second address. */
  readonly shared?: boolean;
  /** A comment whose collection go-yaml may see differently. */
  readonly sure?: boolean;
  /** The edits that put an encrypted value in its place; they never overlap those of another leaf. */
  replace(ciphertext: string): readonly Edit[];
}

/** A file, read into leaves, with the means to change it without touching any other byte. */
export interface ParsedFile {
  readonly leaves: readonly Leaf[];
  /** The `sops` block of the first document; undefined when the file is not encrypted. */
  readonly metadata: unknown;
  /** The edits that append the block to every document, or put it in place of the old ones. */
  writeMetadata(metadata: MetadataBlock): readonly Edit[];
}

export type MetadataNode =
  string | number | boolean | readonly MetadataNode[] | { readonly [key: string]: MetadataNode };
export type MetadataBlock = { readonly [key: string]: MetadataNode };

/** Where and how a format is told to write its metadata. */
export interface LayoutOptions {
  /** Spaces a level of YAML and JSON; undefined: as the file has it, else SOPS' own default. */
  readonly indent?: number;
}

/** Applies edits to a text. @throws {Error} when two overlap, which is a fault of ours */
export function applyEdits(source: string, edits: readonly Edit[]): string {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  let out = '';
  let at = 0;
  for (const edit of sorted) {
    if (edit.start < at) throw new Error('edits overlap');
    out += source.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + source.slice(at);
}

/** Decodes UTF-8 without loss. @throws {StoreError} `usage` when the bytes are anything else */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refuse('the file is not valid UTF-8', 'convert it to UTF-8, or encrypt it as binary');
  }
}

/** A file that SOPS could not carry, with the reason. */
export function refuse(reason: string, hint?: string, line?: number): StoreError {
  const where = line === undefined ? '' : `line ${line}: `;
  return new StoreError('usage', where + reason, hint === undefined ? {} : { hint });
}

/** The 1-based line of an offset. */
export function lineCounter(source: string): (offset: number) => number {
  const starts = [0];
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}

/** Nesting beyond this is refused: no manifest has it, and every parser recurses. */
export const MAX_DEPTH = 100;
/** Files larger than this are refused; Flux, too, stops at 5 MiB. */
export const MAX_BYTES = 16 * 1024 * 1024;
