import { patternTree } from '../../src/engine/pattern-tree.ts';
import type { Bytes, PatternNode } from '../../src/engine/pattern-tree.ts';

/** How a backtracking engine goes through a part of a pattern. */
interface Cost {
  /** In how many ways it can match from one place so that the next byte may still fit: after each, the rest is tried. */
  readonly ways: number;
  /** How many bytes are looked at to go through all of them. */
  readonly steps: number;
}

/**
 * How many bytes a backtracking engine looks at, at most, when it tries a pattern at one place, whatever the text: a
 * proof that the time is linear in the text, with a constant that is known. Infinity if there is no such bound.
 * Throws for syntax that the detectors' patterns have no use for.
 */
export function stepsAtOnePlace(pattern: RegExp): number {
  // Behind the end nothing has to fit: what comes so far ends the search.
  return costOf(patternTree(pattern), 0n).steps;
}

function isNullable(node: PatternNode): boolean {
  switch (node.kind) {
    case 'set':
      return false;
    case 'assertion':
      return true;
    case 'repeat':
      return node.least === 0 || isNullable(node.part);
    case 'sequence':
      return node.parts.every(isNullable);
    case 'either':
      return node.parts.some(isNullable);
  }
}

/** What a part may begin with, if `follow` is what may stand behind it. */
function firstOf(node: PatternNode, follow: Bytes): Bytes {
  switch (node.kind) {
    case 'set':
      return node.set;
    case 'assertion':
      return follow;
    case 'repeat':
      return firstOf(node.part, follow) | (isNullable(node) ? follow : 0n);
    case 'sequence':
      return node.parts.reduceRight((rest, part) => firstOf(part, rest), follow);
    case 'either':
      return node.parts.reduce((set, part) => set | firstOf(part, follow), 0n);
  }
}

function costOf(node: PatternNode, follow: Bytes): Cost {
  switch (node.kind) {
    case 'set':
      return { ways: 1, steps: 1 };
    case 'assertion':
      return { ways: 1, steps: node.part === undefined ? 2 : costOf(node.part, 0n).steps };
    case 'sequence':
      return sequenceCost(node.parts, follow);
    case 'either':
      return eitherCost(node.parts, follow);
    case 'repeat':
      return repeatCost(node, follow);
  }
}

function sequenceCost(parts: readonly PatternNode[], follow: Bytes): Cost {
  let next = follow;
  let cost: Cost = { ways: 1, steps: 0 };
  // From the right: what stands behind a part decides how many of its ways go on.
  for (const part of parts.toReversed()) {
    const { ways, steps } = costOf(part, next);
    cost = { ways: ways * cost.ways, steps: steps + ways * cost.steps };
    next = firstOf(part, next);
  }
  return cost;
}

function eitherCost(parts: readonly PatternNode[], follow: Bytes): Cost {
  const costs = parts.map((part) => costOf(part, follow));
  const firsts = parts.map((part) => firstOf(part, follow));
  const apart = firsts.every((one, i) => firsts.every((other, j) => i <= j || (one & other) === 0n));
  const sum = (list: readonly number[]): number => list.reduce((total, n) => total + n, 0);
  const ways = costs.map((cost) => cost.ways);
  const steps = costs.map((cost) => cost.steps);
  // By the first byte only one of them can match; the others cost that byte.
  return apart
    ? { ways: Math.max(...ways), steps: Math.max(...steps) + parts.length }
    : { ways: sum(ways), steps: sum(steps) };
}

function repeatCost({ part, least, most }: PatternNode & { kind: 'repeat' }, follow: Bytes): Cost {
  const first = firstOf(part, follow);
  const { ways: inner, steps: each } = costOf(part, first | follow);
  // Whether the next byte says if it goes on or ends.
  const settled = !isNullable(part) && (first & follow) === 0n;
  if (inner === 1)
    return settled
      ? { ways: 1, steps: most * each + (most - least + 1) }
      : { ways: most - least + 1, steps: most * each };
  let ways = 0;
  let steps = 0;
  // The ways to match it n times.
  let power = 1;
  for (let n = 0; n <= most && power !== Number.POSITIVE_INFINITY; n++) {
    if (n >= least) ways += power;
    if (n < most) steps += power * each;
    power *= inner;
  }
  return power === Number.POSITIVE_INFINITY ? { ways: power, steps: power } : { ways, steps };
}
