import { mergeBaseTips, peelToCommits } from '../git/index.ts';
import type { GitPlace } from '../git/index.ts';
import { noPolicy } from './policy.ts';
import type { Policy } from './policy.ts';

/** Tips that are judged together, by one set of rules. */
export interface TipGroup {
  readonly policy: Policy;
  /** What is scanned: all that these reach .. */
  readonly tips: readonly string[];
  /** .. but not what these reach: another group judges it. */
  readonly others: readonly string[];
}

/**
 * Whose rules hold for what: a tip's own, for all that it reaches. A tip that another pushed one reaches is part of that
 * one's history and has no say of its own; of a tag of such a commit its message is left, judged by the tag's own tree.
 */
export async function groupTips(
  place: GitPlace,
  tips: readonly string[],
  policies: ReadonlyMap<string, Policy>,
): Promise<TipGroup[]> {
  const policyOf = (tip: string | undefined): Policy => policies.get(tip ?? '') ?? noPolicy;
  if (new Set(tips.map((tip) => policyOf(tip).key)).size < 2)
    return [{ policy: policyOf(tips[0]), tips, others: [] }];
  const groups = new Map<string, { policy: Policy; tips: string[]; others: string[] }>();
  const add = (tip: string, other?: string): void => {
    const policy = policyOf(tip);
    const key = `${other === undefined}${policy.key}`;
    const group = groups.get(key) ?? { policy, tips: [], others: [] };
    groups.set(key, group);
    group.tips.push(tip);
    if (other !== undefined) group.others.push(other);
  };
  const { independent, commitOf } = await independentTips(place, tips);
  for (const tip of independent) add(tip);
  for (const tip of tips) {
    const commit = commitOf.get(tip);
    if (!independent.includes(tip) && commit !== undefined && commit !== tip) add(tip, commit);
  }
  return [...groups.values()];
}

/** The tips that no other one reaches: of several for one commit the first. */
export async function independentTips(
  place: GitPlace,
  tips: readonly string[],
): Promise<{ readonly independent: readonly string[]; readonly commitOf: ReadonlyMap<string, string> }> {
  if (tips.length < 2) return { independent: tips, commitOf: new Map() };
  const commitOf = await peelToCommits(place, tips);
  const commits = [...new Set(commitOf.values())];
  const best = new Set(commits.length < 2 ? commits : await mergeBaseTips(place, commits));
  const independent = tips.filter((tip) => {
    const commit = commitOf.get(tip);
    return commit === undefined || best.delete(commit);
  });
  return { independent, commitOf };
}
