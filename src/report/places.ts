import type { Finding, Harmless, Place } from '../scan/index.ts';

const present = new Set<Place['kind']>(['file', 'stdin', 'image', 'archive', 'ref-name']);

/** Does the place exist now, apart from history? */
export function isPresent(place: Place): boolean {
  return present.has(place.kind);
}

/** Places of the secret itself, not of the other half of its pair. */
export function ownPlaces({ places }: Finding): readonly Place[] {
  return places.filter(({ companion }) => companion === undefined);
}

/** The other half of a pair, in the file that a place is in. */
export function companionsOf({ places }: Finding, { path, blob, commit }: Place): readonly Place[] {
  return places.filter(
    (one) => one.companion !== undefined && one.path === path && one.blob === blob && one.commit === commit,
  );
}

/** Places at HEAD or in the files read; if there is none, the newest one in history. */
export function shownPlaces(finding: Finding): readonly Place[] {
  const own = ownPlaces(finding);
  const now = own.filter(isPresent);
  if (now.length > 0) return now;
  const newest = own.find((place) => place.commit === finding.exposure?.lastCommit) ?? own.at(-1);
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
  if (place.companion !== undefined) {
    const { companion, ...rest } = place;
    return `${placeText(rest)} (its ${companion})`;
  }
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

/** What has a secret's form and is none, in one line. */
export function harmlessText({ title, why, places, placesOmitted }: Harmless): string {
  const more = places.length - 1 + placesOmitted;
  const where = places[0] === undefined ? '' : ` in ${placeText(places[0])}`;
  return `${title} (${why.join('; ')})${where}${more > 0 ? ` and ${more} more` : ''}`;
}

export function short(oid: string | undefined): string {
  return (oid ?? '').slice(0, 10);
}
