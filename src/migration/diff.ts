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

/** Myers' greedy algorithm (https://doi.org/10.1007/BF01840446); beyond a thousand differences all is one change. */
function compare(a: readonly string[], b: readonly string[]): Step[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const middle = myers(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const same = (line: string): Step => ({ sign: ' ', line });
  return [...a.slice(0, head).map(same), ...middle, ...a.slice(a.length - tail).map(same)];
}

function myers(a: readonly string[], b: readonly string[]): Step[] {
  const trace: Map<number, number>[] = [];
  let frontier = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= Math.min(a.length + b.length, 1000); d++) {
    trace.push(frontier);
    const next = new Map(frontier);
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (next.get(k - 1) ?? -1) < (next.get(k + 1) ?? -1));
      let x = down ? (next.get(k + 1) ?? 0) : (next.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, trace, d);
    }
    frontier = next;
  }
  return [...a.map((line): Step => ({ sign: '-', line })), ...b.map((line): Step => ({ sign: '+', line }))];
}

function walkBack(
  a: readonly string[],
  b: readonly string[],
  trace: readonly Map<number, number>[],
  depth: number,
): Step[] {
  const steps: Step[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = depth; d > 0; d--) {
    const frontier = trace[d] ?? new Map<number, number>();
    const k = x - y;
    const down = k === -d || (k !== d && (frontier.get(k - 1) ?? -1) < (frontier.get(k + 1) ?? -1));
    const previousK = down ? k + 1 : k - 1;
    const previousX = frontier.get(previousK) ?? 0;
    const start = down ? previousX : previousX + 1;
    for (; x > start; x--, y--) steps.push({ sign: ' ', line: a[x - 1] ?? '' });
    if (down) steps.push({ sign: '+', line: b[--y] ?? '' });
    else steps.push({ sign: '-', line: a[--x] ?? '' });
  }
  for (; x > 0; x--) steps.push({ sign: ' ', line: a[x - 1] ?? '' });
  return steps.reverse();
}
