import { patternTree } from './pattern-tree.ts';
import type { Bytes, PatternNode } from './pattern-tree.ts';

/**
 * What every match of a pattern has to hold: so many bytes of one set in a row. Looking for such a run is much cheaper
 * than trying the pattern, and most windows around a vendor's name hold none.
 */
export interface RunNeed {
  /** 1 for the bytes of the set. */
  readonly set: Uint8Array;
  readonly least: number;
}

interface Part {
  readonly set: Bytes;
  readonly min: number;
}

const shortest = 8;
/** A set with more members than this tells nothing. */
const widest = 90;

/** Reads the need off a pattern's source: of its group `secret`, or of the whole. Undefined if it says too little. */
export function runNeed(pattern: RegExp): RunNeed | undefined {
  let tree: PatternNode;
  try {
    tree = patternTree(pattern);
  } catch {
    return undefined;
  }
  const part = partOf(groupNamed('secret', tree) ?? tree);
  if (part.min < shortest) return undefined;
  const set = new Uint8Array(256);
  let size = 0;
  for (let byte = 0, bits = part.set; bits !== 0n; byte++, bits >>= 1n) {
    if ((bits & 1n) === 0n) continue;
    set[byte] = 1;
    size++;
  }
  return size > widest ? undefined : { set, least: part.min };
}

/** Whether [from, to) holds the beginning or the end of such a run. */
export function holdsRun({ set, least }: RunNeed, bytes: Uint8Array, from: number, to: number): boolean {
  const end = bytes.length;
  let at = from + least - 1;
  while (at < end && at < to + least) {
    if (set[bytes[at] as number] === 0) {
      at += least;
      continue;
    }
    const floor = Math.max(from, at - least + 1);
    let start = at;
    while (start > floor && set[bytes[start - 1] as number] === 1) start--;
    const wanted = start + least;
    let stop = at + 1;
    while (stop < wanted && stop < end && set[bytes[stop] as number] === 1) stop++;
    if (stop >= wanted) return true;
    at = stop + least;
  }
  return false;
}

function groupNamed(name: string, node: PatternNode): PatternNode | undefined {
  switch (node.kind) {
    case 'set':
      return undefined;
    case 'repeat':
    case 'assertion':
      return node.part && groupNamed(name, node.part);
    default: {
      if (node.name === name) return node;
      for (const part of node.parts) {
        const found = groupNamed(name, part);
        if (found !== undefined) return found;
      }
      return undefined;
    }
  }
}

/** All bytes that a match of it may hold, and how many it holds at least. */
function partOf(node: PatternNode): Part {
  switch (node.kind) {
    case 'set':
      return { set: node.set, min: 1 };
    case 'assertion':
      return { set: 0n, min: 0 };
    case 'repeat': {
      const { set, min } = partOf(node.part);
      return { set, min: min * node.least };
    }
    default: {
      const parts = node.parts.map(partOf);
      const lengths = parts.map(({ min }) => min);
      return {
        set: parts.reduce((set, part) => set | part.set, 0n),
        min: node.kind === 'either' ? Math.min(...lengths) : lengths.reduce((sum, min) => sum + min, 0),
      };
    }
  }
}
