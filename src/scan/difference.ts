import { Delta } from '../git/index.ts';

/** From so many bytes on, what is new as a whole is looked at line by line. */
const worthLines = 1024;

/** The lines of a version that needs no look. */
export class HeldLines {
  readonly #bytes: Buffer;
  #lines: readonly string[] | undefined;
  readonly #places = new Map<string, number>();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Notes in a delta which lines between two offsets are new, and where lines meet that were apart. */
  addNew(delta: Delta, text: Buffer, start: number, end: number): void {
    const lines = this.#split();
    // Whole lines: half of one that stands at the edge of what is new would be no line of the version.
    const from = text.lastIndexOf(10, start - 1) + 1;
    const after = text.indexOf(10, end);
    const to = after === -1 ? text.length : after;
    let at = start > 0 ? from : 0;
    let before = -2;
    for (const line of text.toString('latin1', at, to).split('\n')) {
      const first = Math.max(start, at);
      const last = Math.min(end, at + line.length + 1);
      at += line.length + 1;
      const next = lines[before + 1] === line ? before + 1 : (this.#places.get(line) ?? -2);
      if (next === -2) delta.addInsert(first, Math.max(0, last - first));
      else if (next !== before + 1) delta.addInsert(first, 0);
      before = next;
    }
  }

  #split(): readonly string[] {
    if (this.#lines !== undefined) return this.#lines;
    this.#lines = this.#bytes.toString('latin1').split('\n');
    for (const [place, line] of this.#lines.entries())
      if (!this.#places.has(line)) this.#places.set(line, place);
    return this.#lines;
  }
}

/**
 * What two versions of a file have in common at their start and their end, as a delta: the rest of the newer is new,
 * apart from lines that `held` has.
 */
export function difference(before: Buffer, after: Buffer, held: HeldLines | undefined, delta: Delta): Delta {
  const shorter = Math.min(before.length, after.length);
  const start = commonStart(before, after, shorter);
  const end = commonEnd(before, after, shorter - start);
  delta.reset();
  if (start > 0) delta.addCopy(0, 0, start);
  const fresh = after.length - start - end;
  if (held !== undefined && fresh > worthLines) {
    delta.addInsert(start, 0);
    held.addNew(delta, after, start, after.length - end);
    delta.addInsert(after.length - end, 0);
  } else if (fresh > 0) delta.addInsert(start, fresh);
  if (end > 0) delta.addCopy(after.length - end, before.length - end, end);
  delta.end(after.length, before.length);
  return delta;
}

/** Compared by pieces, which is native; the last piece by halves. */
function commonStart(a: Buffer, b: Buffer, most: number): number {
  let at = 0;
  for (let step = 4096; step > 0; step = step > 1 ? step >> 1 : 0)
    while (at + step <= most && a.compare(b, at, at + step, at, at + step) === 0) at += step;
  return at;
}

function commonEnd(a: Buffer, b: Buffer, most: number): number {
  const [x, y] = [a.length, b.length];
  let at = 0;
  for (let step = 4096; step > 0; step = step > 1 ? step >> 1 : 0)
    while (at + step <= most && a.compare(b, y - at - step, y - at, x - at - step, x - at) === 0) at += step;
  return at;
}
