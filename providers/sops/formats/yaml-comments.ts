import type { Leaf } from '../tree.ts';

/** A mapping or a sequence. */
export interface Container {
  readonly document: number;
  readonly path: readonly (string | number)[];
  readonly keys: readonly string[];
  /** The entries that hold it, outermost first. */
  readonly parents: readonly Entry[];
}

/** A pair of a mapping or an item of a sequence. */
export interface Entry {
  readonly container: Container;
  readonly offset: number;
  readonly column: number;
  /** Does its value stand on its own line, so that a comment behind it is its own? */
  readonly scalar: boolean;
  /** Its value is a flow collection, in which go-yaml puts a comment that follows on the line; the keys inside it. */
  readonly flow: readonly string[] | undefined;
  /** The comments that SOPS holds active at this entry, in this container. */
  readonly comments: string[];
}

interface Input {
  readonly source: string;
  readonly comments: readonly { readonly offset: number; readonly text: string }[];
  readonly entries: readonly Entry[];
  readonly roots: readonly Container[];
  readonly boundaries: readonly number[];
  readonly hidden: readonly { readonly start: number; readonly end: number }[];
  readonly lineOf: (offset: number) => number;
}

/**
 * The comments as leaves, each in the collection to which go-yaml attaches it: a comment above a key or behind a value
 * is where the key is; one that is followed by an empty line belongs to what stands before it. `sure` is false where the
 * parsers are known to differ; `otherKeys` are then the collections it might be in.
 */
export function placeComments(input: Input): Leaf[] {
  const { source, lineOf } = input;
  const entries = input.entries.toSorted((a, b) => a.offset - b.offset);
  const leaves: Leaf[] = [];
  const visible = input.comments.filter(
    ({ offset }) => !input.hidden.some((range) => offset >= range.start && offset < range.end),
  );
  let at = 0;
  for (const comment of visible) {
    while (at < entries.length && (entries[at] as Entry).offset < comment.offset) at++;
    const document = Math.max(
      0,
      input.boundaries.findIndex((boundary) => comment.offset < boundary),
    );
    const root = input.roots[document];
    if (root === undefined) continue;
    const inDocument = (entry: Entry | undefined): Entry | undefined =>
      entry?.container.document === document ? entry : undefined;
    const previous = inDocument(entries[at - 1]);
    const next = inDocument(entries[at]);
    const { container, before, sure } = attach(source, comment, previous, next, root);
    const value = comment.text.slice(1);
    before?.comments.push(value);
    const own = before === undefined ? [value] : [...before.comments];
    leaves.push({
      document,
      path: container.path,
      keys: container.keys,
      comment: true,
      comments: [...container.parents.map((parent) => parent.comments), own],
      otherKeys: [previous, next].flatMap((entry) =>
        entry === undefined ? [] : prefixes(entry.container.keys),
      ),
      value: { type: 'comment', bytes: Buffer.from(value, 'utf8') },
      line: lineOf(comment.offset),
      sure,
      replace: (ciphertext) => [
        { start: comment.offset + 1, end: comment.offset + comment.text.length, text: ciphertext },
      ],
    });
  }
  return leaves;
}

function attach(
  source: string,
  comment: { readonly offset: number; readonly text: string },
  previous: Entry | undefined,
  next: Entry | undefined,
  root: Container,
): { container: Container; before: Entry | undefined; sure: boolean } {
  const lineStart = source.lastIndexOf('\n', comment.offset - 1) + 1;
  const column = comment.offset - lineStart;
  if (source.slice(lineStart, comment.offset).trim() !== '' && previous !== undefined) {
    // Behind a value, or behind the key of a collection.
    const flow = [...previous.container.parents, previous].find((entry) => entry.flow !== undefined);
    if (flow?.flow !== undefined) {
      return { container: { ...flow.container, keys: flow.flow }, before: undefined, sure: false };
    }
    return { container: previous.container, before: previous, sure: previous.scalar };
  }
  if (previous === undefined) {
    const top = next?.container.path.length === 0 ? next : undefined;
    return { container: root, before: top, sure: top !== undefined || next === undefined };
  }
  const follower = source
    .slice(comment.offset)
    .split('\n')
    .find((line) => !line.trimStart().startsWith('#'));
  const blank = follower === undefined || follower.trim() === '' || next === undefined;
  if (!blank) {
    return { container: next.container, before: next, sure: next.column === column };
  }
  const open = [...previous.container.parents, previous];
  const owner = open.findLast((entry) => entry.column <= column) ?? open[0] ?? previous;
  const follows = next?.container === owner.container ? next : undefined;
  return {
    container: owner.container,
    before: follows,
    sure: owner.column === column && (follows !== undefined || next === undefined),
  };
}

function prefixes(keys: readonly string[]): string[][] {
  return keys.map((_, i) => keys.slice(0, i)).concat([[...keys]]);
}
