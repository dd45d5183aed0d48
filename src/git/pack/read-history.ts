import { parseAuthor, shallowCommits } from '../commit.ts';
import type { History } from '../history.ts';
import { listRefs } from '../refs.ts';
import type { Repository } from '../repository.ts';
import { CommitGraph } from './commit-graph.ts';
import type { CommitPart } from './commits.ts';
import { GraphHistory } from './exposure.ts';
import type { WalkPlan } from './plan.ts';
import { RelevantTrees } from './relevant.ts';
import { findOid } from './store.ts';
import type { TreePart, WantedBlobs } from './trees.ts';
import { Walker } from './walker.ts';

/**
 * The history of wanted blobs, out of what the threads read: {@link walkContent} gave the commits, {@link walkTrees} the
 * trees. Says the same as `readHistory`.
 */
export async function joinHistory(
  repository: Repository,
  plan: WalkPlan,
  wanted: WantedBlobs,
  commits: readonly CommitPart[],
  trees: readonly TreePart[],
): Promise<History> {
  const { store } = plan;
  const refs = await listRefs(repository);
  const walker = new Walker(store, plan.maxBytes);
  const shallow = new Set([...shallowCommits(repository)].map((oid) => findOid(store, oid)));
  return new GraphHistory(
    store,
    new CommitGraph(store, commits, shallow),
    new RelevantTrees(store, trees, wanted),
    refs.map((ref) => ({ name: ref.name, number: findOid(store, ref.peeled ?? ref.oid) })),
    repository.head === undefined ? -1 : findOid(store, repository.head),
    (number) => {
      const bytes = walker.read(number);
      walker.close();
      return bytes === undefined ? { author: '', date: 0 } : parseAuthor(bytes);
    },
  );
}
