import { latin1 } from './matcher.ts';
import { isPlaceholder } from './references.ts';
import type { Found } from './scanner.ts';
import { Secret } from './secret.ts';
import type { Companion, Detector, Match } from './types.ts';

/** How far a companion may be from its secret, in bytes. */
const usualDistance = 400;
/** Text on a secret's left that may say what it is. */
const nameLength = 40;

/** A match with all that may be the other half of its pair, the most likely first. */
export interface Unpaired extends Match {
  readonly companions: readonly Companion[];
}

/** The id that goes with a secret of any vendor, by its name. */
const byName =
  /((?:client|app|application|oauth)[-_. ]?id|access[-_. ]?key[-_. ]?id|consumer[-_. ]?key)["'`\])]{0,3}\s{0,4}(?::=|=>|[:=,(>])\s{0,4}["'`]?(?<id>[\w.:@-]{4,128})/gi;
const saysSecret =
  /(?:client|consumer|app|application|oauth)[-_. ]?secret|secret[-_. ]?(?:access[-_. ]?)?key/i;

/** What may be the other half of a secret's pair: those before it first, each side from the nearest on. */
export function companionsOf(detector: Detector, found: Found): Companion[] {
  const { hit, bytes } = found;
  const { companion: wanted, publicId } = detector;
  const companion = (name: string, start: number, end: number): Companion => ({
    name,
    secret: new Secret(Uint8Array.prototype.slice.call(bytes, start, end)),
    span: found.locate(start, end),
  });
  const own = wanted === undefined ? undefined : hit.spans[wanted.name];
  if (wanted !== undefined && own !== undefined) return [companion(wanted.name, own[0], own[1])];
  if (publicId === true) return [];
  if (wanted === undefined && !saysSecret.test(latin1(bytes, Math.max(0, hit.start - nameLength), hit.start)))
    return [];
  const distance = wanted?.distance ?? usualDistance;
  const from = Math.max(0, hit.start - distance);
  const text = latin1(bytes, from, Math.min(bytes.length, hit.end + distance));
  const pattern =
    wanted === undefined ? byName : new RegExp(wanted.pattern.source, withG(wanted.pattern.flags));
  const before: Companion[] = [];
  const after: Companion[] = [];
  for (const match of text.matchAll(pattern)) {
    const value = match.groups?.['id'] ?? match[0];
    const start = from + match.index + match[0].length - value.length;
    const end = start + value.length;
    if (start < hit.end && hit.start < end) continue;
    if (wanted === undefined && (!/\d/.test(value) || isPlaceholder(value))) continue;
    const one = companion(wanted?.name ?? spelled(match[1] ?? 'id'), start, end);
    if (end <= hit.start) before.unshift(one);
    else after.push(one);
  }
  return [...before, ...after];
}

function withG(flags: string): string {
  return flags.includes('g') ? flags : `${flags}g`;
}

/** `CLIENT_ID`, `clientId` and `client-id` are all `client id`. */
function spelled(name: string): string {
  return name
    .replace(/(?<=[a-z])(?=[A-Z])|[-_.]/g, ' ')
    .replace(/ +/g, ' ')
    .toLowerCase();
}

/** Gives each secret one companion: ids are handed out in the order of the secrets, each once while there are others. */
export function pairUp(matches: readonly Unpaired[]): Match[] {
  const taken = new Set<number>();
  return matches.map(({ companions, ...match }) => {
    const companion = companions.find(({ span }) => !taken.has(span.start)) ?? companions[0];
    if (companion === undefined || match.harmless !== undefined) return match;
    taken.add(companion.span.start);
    return { ...match, companion, why: [...match.why, `its ${companion.name} is beside it`] };
  });
}
