import type { Finding, Place } from '../scan/index.ts';
import { isPresent, ownPlaces } from './places.ts';

/** What is to be done about a finding. */
export type Group = 'migrate' | 'history' | 'rotate' | 'look' | 'rotated';

/** The groups in the order in which a person deals with them. */
export const groups: readonly { readonly group: Group; readonly title: string; readonly advice: string }[] = [
  {
    group: 'migrate',
    title: 'In files now',
    advice: 'move them with "unleak migrate", then revoke what was pushed',
  },
  {
    group: 'history',
    title: 'Only in history',
    advice: 'deleted is not gone: revoke them at their vendor',
  },
  {
    group: 'rotate',
    title: 'Moved, not yet rotated',
    advice: 'the leaked value still works: rotate it, then "unleak migrate verify"',
  },
  {
    group: 'look',
    title: 'Possible',
    advice: 'look at them, accept what is none: "unleak scan --write-baseline"',
  },
  {
    group: 'rotated',
    title: 'Moved and rotated',
    advice: 'the store holds another value: make sure that the old one was revoked',
  },
];

/** More findings of one group than this would flood a terminal: the rest is counted. */
export const mostShown = 50;

export function groupOf(finding: Finding): Group {
  if (finding.status === 'migrated-rotate') return 'rotate';
  if (finding.status === 'rotated') return 'rotated';
  if (finding.confidence === 'possible') return 'look';
  return finding.places.some(isPresent) ? 'migrate' : 'history';
}

/** What to do about a finding, in a sentence. */
export function adviceFor(finding: Finding): string {
  const group = groupOf(finding);
  return groups.find((one) => one.group === group)?.advice ?? '';
}

/** The findings that a terminal shows, each with the place that it shows first. */
export function selectShown(findings: Iterable<Finding>): [Finding, Place][] {
  const counts = new Map<Group, number>();
  const shown: [Finding, Place][] = [];
  for (const finding of findings) {
    const group = groupOf(finding);
    const count = (counts.get(group) ?? 0) + 1;
    counts.set(group, count);
    const [place] = listedPlaces(finding);
    if (count <= mostShown && place !== undefined) shown.push([finding, place]);
  }
  return shown;
}

/** A file's places say all: where it also stands in history is summed up by the exposure. */
export function listedPlaces(finding: Finding): readonly Place[] {
  const own = ownPlaces(finding);
  const files = own.filter((place) => place.kind !== 'history');
  return files.length > 0 ? files : own;
}
