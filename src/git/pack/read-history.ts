import { parseAuthor, shallowCommits } from '../commit.ts';
import type { Ref } from '../refs.ts';
import type { Repository } from '../repository.ts';
import { gatherGraph } from './commit-graph.ts';
import type { CommitPart } from './commits.ts';
import { GraphHistory, placeRefs } from './exposure.ts';
import { pairsOf } from './pairs.ts';
import type { WalkPlan } from './plan.ts';
import { RelevantTrees } from './relevant.ts';
import { findOid } from './store.ts';
import type { TreePart, WantedBlobs } from './trees.ts';
import { Walker } from './walker.ts';

/** The history of wanted blobs. */
export interface JoinedHistory {
  readonly history: GraphHistory;
  /** All that the commits and trees name is here, so that nothing of it can come later. */
  readonly whole: boolean;
}

/**
 * The history of wanted blobs, out of what the threads read: {@link walkContent} gave the commits, {@link walkTrees} the
 * trees. Says the same as `readHistory`.
 */
export function joinHistory(
  repository: Repository,
  plan: WalkPlan,
  wanted: WantedBlobs,
  commits: readonly CommitPart[],
  trees: readonly TreePart[],
  refs: readonly Ref[],
): JoinedHistory {
  const { store } = plan;
  const walker = new Walker(store, plan.maxBytes);
  const shallow = new Set([...shallowCommits(repository)].map((oid) => findOid(store, oid)));
  const gathered = gatherGraph(store, commits, shallow);
  const whole =
    gathered.whole && trees.every((part) => part.missing.length === 0 && part.unreadable.length === 0);
  const relevant = new RelevantTrees(store, trees, wanted);
  const pairs = pairsOf(store, gathered, relevant);
  relevant.close();
  const history = new GraphHistory(
    gathered.graph,
    pairs,
    placeRefs(gathered.graph, refs),
    repository.head,
    (oid) => {
      const bytes = walker.read(findOid(store, oid));
      walker.close();
      return bytes === undefined ? { author: '', date: 0 } : parseAuthor(bytes);
    },
  );
  return { history, whole };
}
