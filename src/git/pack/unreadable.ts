import { readObjects } from '../objects.ts';
import type { ObjectVisitor } from '../objects.ts';
import type { Repository } from '../repository.ts';
import type { WalkPlan } from './plan.ts';
import { flagEndless, flagTooLarge, kindTree, oidOf } from './store.ts';

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
    const flags = plan.store.flags[number] ?? 0;
    if ((flags & flagTooLarge) !== 0)
      visitor.problem({ code: 'too-large', oid, detail: `the object is larger than ${plan.maxBytes >> 20} MiB` });
    else if ((flags & flagEndless) === 0 && ids.length < maxAsked) ids.push(oid);
    else if (plan.store.kinds[number] !== kindTree)
      visitor.problem({ code: 'corrupt-object', oid, detail: 'the object cannot be read' });
  }
  if (ids.length === 0) return;
  // What git calls missing is in the store's index: it is damaged.
  const asking: ObjectVisitor = {
    ...visitor,
    problem: ({ code, oid, detail }) =>
      visitor.problem({ code: code === 'missing-object' ? 'corrupt-object' : code, oid, detail }),
  };
  await readObjects(repository, asking, {
    objects: ids,
    maxBytes: plan.maxBytes,
    ...(signal === undefined ? {} : { signal }),
  });
} // prettier-ignore
