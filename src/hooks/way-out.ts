import { isAncestor, mergeBase, parentOf } from '../git/index.ts';
import type { Repository } from '../git/index.ts';
import { printable } from '../report/index.ts';
import type { Place } from '../scan/index.ts';
import type { RefUpdate } from './updates.ts';

/** So many commits are asked whether they are in the branch that is checked out. */
const mostAsked = 16;

/** What has to be done to the commits that brought a secret, as commands that work as they stand. */
export async function rewriting(
  places: readonly Place[],
  repository: Repository,
  updates: readonly RefUpdate[],
): Promise<string[]> {
  const ways: string[] = [];
  if (places.some((place) => place.kind === 'tag-message'))
    ways.push('write the tag anew: git tag -f -a NAME');
  const { head } = repository;
  const all = [...new Set(places.flatMap((place) => place.commit ?? []))];
  // Those of the branch that is checked out come first; the next push tells of the others.
  const mine: string[] = [];
  for (const one of all.slice(0, mostAsked))
    if (head !== undefined && (await isAncestor(repository, one, head))) mine.push(one);
  const commits = mine.length > 0 ? mine : all;
  const [first] = commits;
  if (first === undefined) return ways;
  const [local] = updates.flatMap((update) => update.local ?? []);
  if (mine.length === 0 && local?.startsWith('refs/') === true && !local.startsWith('refs/heads/'))
    return [...ways, `it is in commits of ${printable(local)} alone: make that anew`];
  const messages = places.every((place) => place.kind === 'commit-message');
  const amend = messages ? 'git commit --amend' : 'git add -u && git commit --amend';
  const it = commits.length === 1 ? 'it' : 'them';
  if (commits.length === 1 && first === head)
    return [...ways, `take it out${messages ? ' of the message' : ', then'}: ${amend}`];
  // A commit that others stand on.
  const base = commits.length === 1 ? first : await mergeBase(repository, commits);
  const inBase = base !== undefined && commits.includes(base);
  const parent = inBase ? await parentOf(repository, base) : base;
  const onto = parent === undefined ? '--root' : inBase ? `${base.slice(0, 10)}^` : parent.slice(0, 10);
  const branch = mine.length > 0 ? undefined : /^refs\/heads\/([\w./-]+)$/.exec(local ?? '')?.[1];
  const there = branch === undefined ? '' : `git switch ${branch} && `;
  const oldestFirst = inBase ? [base, ...commits.filter((one) => one !== base)] : commits;
  const several = commits.length > 1 && commits.length <= 3;
  const list = several ? oldestFirst.map((one) => one.slice(0, 10)).join(', ') : it;
  return [
    ...ways,
    `take ${it} out of ${commits.length === 1 ? 'that commit' : 'these commits'}: ${there}git rebase -i --rebase-merges ${onto}, with "${messages ? 'reword' : 'edit'}" at ${list}`,
  ];
}
