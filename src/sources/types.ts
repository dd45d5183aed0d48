/** Bytes with their origin. */
export interface SourceItem {
  readonly kind: 'file' | 'stdin';
  /** Relative to the target, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The object id, where the bytes come out of git (the index). */
  readonly blob?: string;
  /** For a window of a large file: the line that it starts with, and whether more follows. */
  readonly firstLine: number;
}

/** What could not be read, and why. `detail` is a sentence without the path. */
export interface SourceProblem {
  readonly code: 'unreadable' | 'missing-object' | 'corrupt-object' | 'too-large' | 'limit';
  readonly path: string;
  readonly detail: string;
}

/** A source's stream: an item to judge, or a problem to count. */
export type SourceEvent =
  | { readonly item: SourceItem; readonly problem?: never }
  | { readonly problem: SourceProblem; readonly item?: never };
