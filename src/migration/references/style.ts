import type { Draft, Target } from '../draft.ts';

/**
 * One way to put a reference where a value stood. A style takes the targets it understands, adds edits, files and
 * entries to the draft (or says on the draft why it must not), and hands back the targets that are not its own.
 */
export interface ReferenceStyle {
  readonly id: string;
  claim(targets: readonly Target[], draft: Draft): Promise<readonly Target[]>;
}

/** Groups, in the order of first appearance. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
