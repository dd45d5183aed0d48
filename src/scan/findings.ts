import { createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { reveal } from '../engine/index.ts';
import type { KeyObject } from 'node:crypto';
import type { Confidence, Detector, Secret, Severity } from '../engine/index.ts';
import type { JudgedMatch } from './judge.ts';
import type { Masker } from './mask.ts';
import type { Exposure, LiveFinding, Place, PlaceKind } from './types.ts';

/** At most this many places of a finding are reported; the rest is counted. */
const maxPlaces = 100;
/** At most this many refs: a mirror with every pull request's has tens of thousands, and a finding may be on each. */
const maxRefs = 100;

/** Where a match was found, apart from its line. */
export interface Origin {
  readonly kind: PlaceKind;
  readonly path?: string;
  readonly blob?: string;
  readonly commit?: string;
  readonly tag?: string;
}

/** A blob at a path that holds a finding's value. */
export interface Holder {
  readonly blob: string;
  readonly path: string | undefined;
}

/** What the history says of a finding's holders. */
export interface Traced {
  readonly places: readonly {
    path?: string;
    blob: string;
    commit?: string;
    versions: number;
    kind?: PlaceKind;
  }[];
  readonly exposure: Exposure | undefined;
}

interface Gathered {
  readonly detector: Detector;
  readonly secret: Secret;
  confidence: Confidence;
  score: number;
  why: readonly string[];
  expires: number | undefined;
  readonly places: Map<string, Place>;
  omitted: number;
  /** Line, column and address of the value in each holder, by `blob\0path`. */
  readonly holders: Map<string, { holder: Holder; where: Place }>;
}

const severityOrder: Record<Severity, number> = { critical: 0, high: 1, medium: 2, low: 3 };
const confidenceOrder: Record<Confidence, number> = { certain: 0, likely: 1, possible: 2 };

/** Gathers matches into findings: one value, one detector, all its places. */
export class FindingCollector {
  // Values are told apart by a keyed hash under a key that lives as long as this object: no table of secrets.
  #key: KeyObject | undefined;
  readonly #byValue = new Map<string, Map<string, Gathered>>();

  /** A match at a place that needs no history: a file, a message, a ref's name. */
  add(match: JudgedMatch, origin: Origin): void {
    const gathered = this.#gather(match);
    const place = placeOf(match, origin);
    const key = `${origin.kind}\0${origin.path ?? ''}\0${origin.tag ?? origin.blob ?? ''}\0${origin.commit ?? ''}\0${match.span.start}`;
    const there = gathered.places.get(key);
    if (there !== undefined) {
      // Another file may know better what stands here.
      if (there.address === undefined && match.address !== undefined) gathered.places.set(key, place);
      return;
    }
    if (gathered.places.size >= maxPlaces) gathered.omitted++;
    else gathered.places.set(key, place);
  }

  /** A match in a file that was read for the values that were found elsewhere: one of another value is left out. */
  addKnown(match: JudgedMatch, origin: Origin): void {
    if (this.#byValue.get(this.valueKey(match))?.has(match.detector.id) === true) this.add(match, origin);
  }

  /** A match in a blob of the history: its places are worked out by {@link finish} from all holders together. */
  addHolder(match: JudgedMatch, holder: Holder): void {
    const gathered = this.#gather(match);
    const key = `${holder.blob}\0${holder.path ?? ''}`;
    if (gathered.holders.has(key)) return;
    gathered.holders.set(key, {
      holder,
      where: placeOf(match, {
        kind: 'history',
        blob: holder.blob,
        ...(holder.path === undefined ? {} : { path: holder.path }),
      }),
    });
  }

  get size(): number {
    return this.#byValue.size;
  }

  /** Every holder, so that the history is asked once for all. */
  holders(): Iterable<Holder> {
    const all = new Map<string, Holder>();
    for (const byDetector of this.#byValue.values())
      for (const gathered of byDetector.values())
        for (const [key, { holder }] of gathered.holders) all.set(key, holder);
    return all.values();
  }

  /**
   * The findings in the report's order. It ends the collection, so that no finding is held twice.
   * @param trace - places and exposure of a finding's holders
   * @param key - the key that teams share; ids are `local:…` without it
   */
  finish(options: {
    trace: (holders: readonly Holder[]) => Traced;
    mask: Masker;
    key?: Uint8Array;
    now: number;
  }): LiveFinding[] {
    const { trace, mask, now } = options;
    // Raw bytes would be turned into a key again for each finding, which costs more than the hash.
    const key = options.key === undefined ? undefined : createSecretKey(options.key);
    const findings: LiveFinding[] = [];
    for (const [value, byDetector] of this.#byValue) {
      for (const gathered of mergeGeneric([...byDetector.values()]))
        findings.push(toFinding(gathered, { trace, mask, now, key }));
      this.#byValue.delete(value);
    }
    return findings.sort(compareFindings);
  }

  /** Tells values apart, as long as this object lives. */
  valueKey(match: JudgedMatch): string {
    // Made at the first match: most scans of a hook have none.
    this.#key ??= createSecretKey(randomBytes(32));
    return createHmac('sha256', this.#key).update(reveal(match.secret)).digest('base64');
  }

  #gather(match: JudgedMatch): Gathered {
    const value = this.valueKey(match);
    let byDetector = this.#byValue.get(value);
    if (byDetector === undefined) this.#byValue.set(value, (byDetector = new Map()));
    let gathered = byDetector.get(match.detector.id);
    if (gathered === undefined) {
      gathered = {
        detector: match.detector,
        secret: match.secret,
        confidence: match.confidence,
        score: match.score,
        why: match.why,
        expires: match.expires,
        places: new Map(),
        omitted: 0,
        holders: new Map(),
      };
      byDetector.set(match.detector.id, gathered);
    } else if (better(match, gathered)) {
      gathered.confidence = match.confidence;
      gathered.score = match.score;
      gathered.why = match.why;
    }
    return gathered;
  }
}

function better(
  a: { confidence: Confidence; score: number },
  b: { confidence: Confidence; score: number },
): boolean {
  const order = confidenceOrder[a.confidence] - confidenceOrder[b.confidence];
  return order < 0 || (order === 0 && a.score > b.score);
}

/** The same value under several detectors: generic ones give way to a vendor's, or to the best of themselves. */
function mergeGeneric(all: Gathered[]): Gathered[] {
  const generic = all.filter((one) => one.detector.generic === true);
  if (generic.length === 0 || all.length === 1) return all;
  const vendors = all.filter((one) => one.detector.generic !== true);
  const order = (a: Gathered, b: Gathered): number =>
    better(a, b) ? -1 : better(b, a) ? 1 : a.detector.id.localeCompare(b.detector.id);
  const target = (vendors.length > 0 ? vendors : generic).sort(order)[0];
  if (target === undefined) return all;
  for (const other of generic) {
    if (other === target) continue;
    for (const [key, place] of other.places) {
      if (target.places.has(key)) continue;
      if (target.places.size >= maxPlaces) target.omitted++;
      else target.places.set(key, place);
    }
    target.omitted += other.omitted;
    for (const [key, holder] of other.holders) if (!target.holders.has(key)) target.holders.set(key, holder);
  }
  return vendors.length > 0 ? vendors : [target];
}

function placeOf(match: JudgedMatch, origin: Origin): Place {
  return {
    ...origin,
    line: match.from.line,
    column: match.from.column,
    endLine: match.to.line,
    endColumn: match.to.column,
    ...(match.address === undefined ? {} : { address: match.address }),
    ...(match.decoded.length === 0 ? {} : { decoded: match.decoded }),
  };
}

function toFinding(
  gathered: Gathered,
  options: {
    trace: (holders: readonly Holder[]) => Traced;
    mask: Masker;
    key: KeyObject | undefined;
    now: number;
  },
): LiveFinding {
  const { detector, secret } = gathered;
  const traced =
    gathered.holders.size === 0
      ? undefined
      : options.trace([...gathered.holders.values()].map(({ holder }) => holder));
  const places = [...gathered.places.values()];
  let omitted = gathered.omitted;
  for (const place of traced?.places ?? []) {
    const where = gathered.holders.get(`${place.blob}\0${place.path ?? ''}`)?.where;
    if (places.length >= maxPlaces) omitted++;
    else
      places.push({
        ...where,
        kind: place.kind ?? 'history',
        blob: place.blob,
        ...(place.path === undefined ? {} : { path: place.path }),
        ...(place.commit === undefined ? {} : { commit: place.commit }),
        versions: place.versions,
      });
  }
  const masked = places.map((place) => maskPlace(place, options.mask)).sort(comparePlaces);
  const expired = gathered.expires !== undefined && gathered.expires < options.now;
  const exposure = traced?.exposure;
  const revoke = detector.revoke;
  return {
    id: findingId(detector, secret, masked[0], options.key),
    status: 'open',
    detector: detector.id,
    title: detector.title,
    vendor: detector.vendor,
    severity: expired ? 'low' : detector.severity,
    confidence: gathered.confidence,
    why: expired
      ? [...gathered.why, `expired ${new Date((gathered.expires ?? 0) * 1000).toISOString().slice(0, 10)}`]
      : gathered.why,
    secret: { mask: secret.mask, length: secret.lengthClass },
    places: masked,
    placesOmitted: omitted,
    ...(exposure === undefined
      ? {}
      : {
          exposure: {
            ...exposure,
            author: options.mask.mask(exposure.author),
            refs: exposure.refs.slice(0, maxRefs).map((ref) => options.mask.mask(ref)),
            ...(exposure.refs.length > maxRefs ? { refsOmitted: exposure.refs.length - maxRefs } : {}),
          },
        }),
    fix: {
      migrate: places.some((place) => place.kind === 'file'),
      ...(revoke === undefined ? {} : { revoke }),
    },
    value: secret,
  };
}

function maskPlace(place: Place, mask: Masker): Place {
  return {
    ...place,
    ...(place.path === undefined ? {} : { path: mask.mask(place.path) }),
    ...(place.address === undefined ? {} : { address: mask.mask(place.address) }),
  };
}

function findingId(
  detector: Detector,
  secret: Secret,
  place: Place | undefined,
  key: KeyObject | undefined,
): string {
  if (key !== undefined)
    return createHmac('sha256', key)
      .update(`finding\0${detector.id}\0`)
      .update(reveal(secret))
      .digest('hex')
      .slice(0, 16);
  // Without a shared key an id must not let anyone test a guess of the value, so the value is not in it.
  const where = `${place?.path ?? ''}\0${place?.address ?? ''}\0${place?.commit ?? ''}\0${place?.line ?? ''}`;
  return `local:${createHash('sha256').update(`${detector.id}\0${where}`).digest('hex').slice(0, 16)}`;
}

const kindOrder: PlaceKind[] = [
  'file',
  'stdin',
  'archive',
  'image',
  'history',
  'commit-message',
  'tag-message',
  'note',
  'ref-name',
  'path-name',
];

function comparePlaces(a: Place, b: Place): number {
  return (
    kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind) ||
    compareText(a.path, b.path) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compareText(a.commit, b.commit) ||
    compareText(a.blob, b.blob)
  );
}

function compareFindings(a: LiveFinding, b: LiveFinding): number {
  const [x, y] = [a.places[0], b.places[0]];
  return (
    severityOrder[a.severity] - severityOrder[b.severity] ||
    compareText(x?.path, y?.path) ||
    (x?.line ?? 0) - (y?.line ?? 0) ||
    (x?.column ?? 0) - (y?.column ?? 0) ||
    compareText(a.detector, b.detector) ||
    compareText(x?.commit, y?.commit) ||
    compareText(a.id, b.id)
  );
}

/** By code unit, so that the order does not depend on a locale. */
function compareText(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
