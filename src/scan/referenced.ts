import { fileReferences, looksLikeDocument, readReferenced } from '../manifests/index.ts';
import type { Document, FileReference } from '../manifests/index.ts';

/** Larger files are no single values. */
const largest = 8 * 1024;
/** What is kept of a tree, in bytes. */
const budget = 32 * 1024 * 1024;

/** A file with what it is to the one that refers to it. */
export interface Referenced {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The object id, where the bytes come out of git. */
  readonly blob: string | undefined;
  readonly document: Document;
}

/**
 * Files that say nothing by themselves and are secrets because another file takes them for one. Of the working tree alone:
 * which blobs a path had over the history is known of those that the walk wants, and these it does not.
 */
export class ReferencedFiles {
  readonly #small = new Map<string, { readonly bytes: Uint8Array; readonly blob: string | undefined }>();
  readonly #references = new Map<string, FileReference>();
  #kept = 0;

  /** Every file that is read comes by here once. */
  note(path: string, bytes: Uint8Array, blob?: string): void {
    for (const reference of fileReferences(path, bytes)) this.#references.set(reference.path, reference);
    if (bytes.length === 0 || bytes.length > largest || this.#kept > budget) return;
    this.#kept += bytes.length;
    this.#small.set(path, { bytes: bytes.slice(), blob });
  }

  /** Once all files were read: those that another one refers to. */
  *found(): Generator<Referenced, void, undefined> {
    for (const [path, reference] of this.#references) {
      const file = this.#small.get(path);
      if (file === undefined) continue;
      // A document was read for what it is; variables that all are secret are more than it tells.
      if (reference.as !== 'secret-env' && looksLikeDocument(path, file.bytes)) continue;
      const document = readReferenced(reference, file.bytes);
      if (document !== undefined && document.values.length > 0) yield { path, ...file, document };
    }
  }
}
