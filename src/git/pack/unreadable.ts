import { readObjects } from '../objects.ts';
import type { ObjectVisitor } from '../objects.ts';
import type { Repository } from '../repository.ts';
import type { WalkPlan } from './plan.ts';
import { flagTooLarge, kindTree, oidOf } from './store.ts';

/** git is asked for so many; it has to be started again after each that it cannot read either. */
const maxAsked = 1000;

/**
 * What the pack reader could not read is read through git, which may have another copy; what git cannot read is a
 * problem. Objects that are too large are problems at once, and trees hold no content.
 */
export async function readUnreadable(
  repository: Repository,
  plan: WalkPlan,
  numbers: readonly number[],
  visitor: ObjectVisitor,
  signal?: AbortSignal,
): Promise<void> {
  const ids: string[] = [];
  for (const number of [...new Set([...plan.unreadable, ...numbers])].sort((a, b) => a - b)) {
    const oid = oidOf(plan.store, number);
    if (((plan.store.flags[number] ?? 0) & flagTooLarge) !== 0)
      visitor.problem({ code: 'too-large', oid, detail: `the object is larger than ${plan.maxBytes >> 20} MiB` });
    else if (ids.length < maxAsked) ids.push(oid);
    else if (plan.store.kinds[number] !== kindTree)
      visitor.problem({ code: 'corrupt-object', oid, detail: 'the object cannot be read' });
  }
  if (ids.length === 0) return;
  await readObjects(repository, visitor, {
    objects: ids,
    maxBytes: plan.maxBytes,
    ...(signal === undefined ? {} : { signal }),
  });
} // prettier-ignore
