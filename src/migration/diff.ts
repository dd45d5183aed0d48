const context = 3;

/** A unified diff of two texts, by lines. Both must be masked already. */
export function unifiedDiff(path: string, before: string | undefined, after: string | undefined): string {
  const a = before === undefined ? [] : lines(before);
  const b = after === undefined ? [] : lines(after);
  const steps = compare(a, b);
  const out = [
    `--- ${before === undefined ? '/dev/null' : `a/${path}`}`,
    `+++ ${after === undefined ? '/dev/null' : `b/${path}`}`,
  ];
  let at = 0;
  while (at < steps.length) {
    const first = steps.findIndex((step, index) => index >= at && step.sign !== ' ');
    if (first < 0) break;
    let last = first;
    for (let i = first; i < steps.length && i <= last + 2 * context; i++)
      if (steps[i]?.sign !== ' ') last = i;
    const from = Math.max(at, first - context);
    const to = Math.min(steps.length, last + context + 1);
    const hunk = steps.slice(from, to);
    const countA = hunk.filter((step) => step.sign !== '+').length;
    const countB = hunk.filter((step) => step.sign !== '-').length;
    const startA = steps.slice(0, from).filter((step) => step.sign !== '+').length + (countA > 0 ? 1 : 0);
    const startB = steps.slice(0, from).filter((step) => step.sign !== '-').length + (countB > 0 ? 1 : 0);
    out.push(`@@ -${startA},${countA} +${startB},${countB} @@`);
    for (const step of hunk) out.push(`${step.sign}${step.line}`);
    at = to;
  }
  return out.length > 2 ? `${out.join('\n')}\n` : '';
}

function lines(text: string): string[] {
  const all = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (all.at(-1) === '') all.pop();
  return all;
}

interface Step {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

/** The steps from one text to the other. Lines that only one of them has can match nothing and cost nothing. */
function compare(a: readonly string[], b: readonly string[]): Step[] {
  const [ofA, ofB] = [new Set(a), new Set(b)];
  const inBoth = (lines_: readonly string[], other: ReadonlySet<string>): number[] =>
    [...lines_.keys()].filter((index) => other.has(lines_[index] ?? ''));
  const [knownA, knownB] = [inBoth(a, ofB), inBoth(b, ofA)];
  const pairs = match(
    knownA.map((index) => a[index] ?? ''),
    knownB.map((index) => b[index] ?? ''),
  );
  const steps: Step[] = [];
  let [x, y] = [0, 0];
  const upTo = (endA: number, endB: number): void => {
    for (; x < endA; x++) steps.push({ sign: '-', line: a[x] ?? '' });
    for (; y < endB; y++) steps.push({ sign: '+', line: b[y] ?? '' });
  };
  for (const [i, j] of pairs) {
    upTo(knownA[i] ?? 0, knownB[j] ?? 0);
    steps.push({ sign: ' ', line: a[x++] ?? '' });
    y++;
  }
  upTo(a.length, b.length);
  return steps;
}

/**
 * Which line of one is which of the other, in order: Myers' greedy algorithm (https://doi.org/10.1007/BF01840446). Beyond
 * a thousand differences nothing is.
 */
function match(a: readonly string[], b: readonly string[]): [number, number][] {
  const most = Math.min(a.length + b.length, 1000);
  const frontier = new Int32Array(2 * most + 3);
  const middle = most + 1;
  /** The frontier before each step, from diagonal -d-1 to d+1. */
  const trace: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    trace.push(frontier.slice(middle - d - 1, middle + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const [below = 0, above = 0] = [frontier[middle + k - 1], frontier[middle + k + 1]];
      let x = k === -d || (k !== d && below < above) ? above : below + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      frontier[middle + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(a.length, b.length, trace);
    }
  }
  return [];
}

function walkBack(endA: number, endB: number, trace: readonly Int32Array[]): [number, number][] {
  const pairs: [number, number][] = [];
  let [x, y] = [endA, endB];
  for (const [d, frontier] of [...trace.entries()].reverse()) {
    const k = x - y;
    const [below = 0, above = 0] = [frontier[k + d], frontier[k + d + 2]];
    const down = k === -d || (k !== d && below < above);
    const start = d === 0 ? 0 : down ? above : below + 1;
    for (; x > start && y > 0; x--, y--) pairs.push([x - 1, y - 1]);
    if (down) y--;
    else x--;
  }
  return pairs.reverse();
}
