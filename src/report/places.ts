import type { Finding, Place } from '../scan/index.ts';

const present = new Set<Place['kind']>(['file', 'stdin', 'image', 'archive', 'ref-name']);

/** Does the place exist now, apart from history? */
export function isPresent(place: Place): boolean {
  return present.has(place.kind);
}

/** Places at HEAD or in the files read; if there is none, the newest one in history. */
export function shownPlaces(finding: Finding): readonly Place[] {
  const now = finding.places.filter(isPresent);
  if (now.length > 0) return now;
  const newest =
    finding.places.find((place) => place.commit === finding.exposure?.lastCommit) ?? finding.places.at(-1);
  return newest === undefined ? [] : [newest];
}

/** A path that names the place where it has none of its own: a message, a tag. */
export function placePath(place: Place): string {
  if (place.path !== undefined && place.path !== '') return place.path;
  const object = place.tag ?? place.commit ?? place.blob;
  return object === undefined ? place.kind : `${place.kind}/${object}`;
}

/** What a person calls the place. */
export function placeText(place: Place): string {
  const position = place.line === undefined ? '' : `:${place.line}:${place.column ?? 1}`;
  switch (place.kind) {
    case 'commit-message':
      return `message of commit ${short(place.commit)}${position}`;
    case 'tag-message':
      return `message of tag ${short(place.tag)}${position}`;
    case 'note':
      return `note ${short(place.tag ?? place.blob)}${position}`;
    case 'ref-name':
      return `name of a ref ${place.path ?? ''}`.trimEnd();
    case 'path-name':
      return `name of ${place.path ?? 'a file'}`;
    case 'stdin':
      return `standard input${position}`;
    default:
      return `${place.path === undefined || place.path === '' ? '(no path)' : place.path}${position}`;
  }
}

export function short(oid: string | undefined): string {
  return (oid ?? '').slice(0, 10);
}
