import { createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { reveal } from '../engine/index.ts';
import type { KeyObject } from 'node:crypto';
import type { Confidence, Detector, Secret, Severity } from '../engine/index.ts';
import type { JudgedMatch } from './judge.ts';
import type { Masker } from './mask.ts';
import type { Exposure, Harmless, LiveFinding, Place, PlaceKind } from './types.ts';

/** At most this many places of a finding are reported; the rest is counted. */
const maxPlaces = 100;

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

/** A holder, and line, column and address of the value in it. */
export interface HeldPlace {
  readonly holder: Holder;
  readonly where: Place;
  /** Where the other half of its pair is. */
  readonly companion?: Place;
}

/** A value that blobs of the history hold, found by one detector. */
export interface HeldValue {
  /** The best of its matches in the history, and where that one is. */
  readonly match: JudgedMatch;
  readonly holder: Holder;
  readonly places: Iterable<HeldPlace>;
}

interface Gathered {
  /** The match that says the most. */
  best: JudgedMatch;
  /** The one in the history that does. */
  held: Pick<HeldValue, 'match' | 'holder'> | undefined;
  readonly places: Map<string, Place>;
  omitted: number;
  /** By `blob\0path`. */
  readonly holders: Map<string, HeldPlace>;
  /** Of the other halves of its pairs: their places beside its own, and their values' keys. */
  readonly companions: Map<string, Place>;
  readonly companionValues: Set<string>;
}

const severityOrder: Record<Severity, number> = { critical: 0, high: 1, medium: 2, low: 3 };
const confidenceOrder: Record<Confidence, number> = { certain: 0, likely: 1, possible: 2 };

/** Gathers matches into findings: one value, one detector, all its places. */
export class FindingCollector {
  // Values are told apart by a keyed hash under a key that lives as long as this object: no table of secrets.
  #key: KeyObject | undefined;
  readonly #byValue = new Map<string, Map<string, Gathered>>();
  /** What has the form of a secret and is none, gathered in the same way. */
  readonly #harmless = new Map<string, Map<string, Gathered>>();

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
    if (gathered.places.size >= maxPlaces) {
      gathered.omitted++;
      return;
    }
    gathered.places.set(key, place);
    const companion = companionPlace(match, origin);
    if (companion === undefined || match.companion === undefined) return;
    gathered.companions.set(key, companion);
    gathered.companionValues.add(this.#keyOf(match.companion.secret));
  }

  /** A match in a file that was read for the values that were found elsewhere: one of another value is left out. */
  addKnown(match: JudgedMatch, origin: Origin): void {
    if (this.#byValue.get(this.valueKey(match))?.has(match.detector.id) === true) this.add(match, origin);
  }

  /** A match in a blob of the history: its places are worked out by {@link finish} from all holders together. */
  addHolder(match: JudgedMatch, holder: Holder): void {
    this.addHeld({ match, holder, places: [heldPlace(match, holder)] });
  }

  /** What {@link held} gave. */
  addHeld({ match, holder, places }: HeldValue): void {
    const gathered = this.#gather(match);
    if (gathered.held === undefined || better(match, gathered.held.match)) gathered.held = { match, holder };
    for (const place of places) {
      const key = `${place.holder.blob}\0${place.holder.path ?? ''}`;
      if (!gathered.holders.has(key)) gathered.holders.set(key, place);
    }
  }

  /** All values that blobs of the history hold. */
  *held(): Generator<HeldValue> {
    for (const byValue of [this.#byValue, this.#harmless])
      for (const byDetector of byValue.values())
        for (const { held, holders } of byDetector.values())
          if (held !== undefined) yield { ...held, places: holders.values() };
  }

  get size(): number {
    return this.#byValue.size;
  }

  /**
   * The findings in the report's order, and what was found to be no secret. It ends the collection, so that no finding
   * is held twice.
   * @param trace - places and exposure, for each list of a finding's holders
   * @param key - the key that teams share; ids are `local:…` without it
   */
  finish(options: {
    trace: (lists: readonly (readonly Holder[])[]) => readonly Traced[];
    mask: Masker;
    key?: Uint8Array;
    now: number;
  }): { findings: LiveFinding[]; harmless: Harmless[] } {
    const { mask, now } = options;
    // Raw bytes would be turned into a key again for each finding, which costs more than the hash.
    const key = options.key === undefined ? undefined : createSecretKey(options.key);
    this.#takeInIds();
    const merged: Gathered[] = [];
    for (const byValue of [this.#byValue, this.#harmless]) {
      for (const byDetector of byValue.values()) merged.push(...mergeGeneric([...byDetector.values()]));
      byValue.clear();
    }
    const held = merged.filter(({ holders }) => holders.size > 0);
    const lists = held.map(({ holders }) => [...holders.values()].map(({ holder }) => holder));
    const traces = options.trace(lists);
    const traced = new Map(held.map((gathered, i) => [gathered, traces[i]]));
    const toFindings = (some: readonly Gathered[]): LiveFinding[] =>
      some
        .map((gathered) => toFinding(gathered, traced.get(gathered), { mask, now, key }))
        .sort(compareFindings);
    const isHarmless = ({ best }: Gathered): boolean => best.harmless !== undefined;
    return {
      findings: toFindings(merged.filter((one) => !isHarmless(one))),
      harmless: toFindings(merged.filter(isHarmless)).map(toHarmless),
    };
  }

  /** An id whose secret was found is no finding of its own, wherever it stands: its places in files are the pair's. */
  #takeInIds(): void {
    for (const byDetector of this.#byValue.values())
      for (const pair of byDetector.values()) {
        const beside = pair.held?.match.companion;
        if (beside !== undefined) pair.companionValues.add(this.#keyOf(beside.secret));
        for (const value of pair.companionValues) this.#takeIn(pair, this.#byValue.get(value));
      }
  }

  #takeIn(pair: Gathered, ids: Map<string, Gathered> | undefined): void {
    for (const [detector, { best, places }] of ids ?? []) {
      if (best.declared === true || (best.detector.publicId !== true && best.confidence !== 'possible'))
        continue;
      ids?.delete(detector);
      const [first] = pair.companions.values();
      // Without one the pair is only in history: it is not said to be in a file now.
      if (first?.companion === undefined) continue;
      const known = new Set([...pair.companions.values()].map(at));
      for (const [key, place] of places)
        if (!known.has(at(place)))
          pair.companions.set(`id\0${key}`, { ...place, companion: first.companion });
    }
  }

  /** Tells values apart, as long as this object lives. */
  valueKey(match: JudgedMatch): string {
    return this.#keyOf(match.secret);
  }

  #gather(match: JudgedMatch): Gathered {
    const value = this.valueKey(match);
    const byValue = match.harmless === undefined ? this.#byValue : this.#harmless;
    let byDetector = byValue.get(value);
    if (byDetector === undefined) byValue.set(value, (byDetector = new Map()));
    let gathered = byDetector.get(match.detector.id);
    if (gathered === undefined) {
      gathered = {
        best: match,
        held: undefined,
        places: new Map(),
        omitted: 0,
        holders: new Map(),
        companions: new Map(),
        companionValues: new Set(),
      };
      byDetector.set(match.detector.id, gathered);
    } else if (better(match, gathered.best)) gathered.best = match;
    return gathered;
  }

  #keyOf(secret: Secret): string {
    // Made at the first match: most scans of a hook have none.
    this.#key ??= createSecretKey(randomBytes(32));
    return createHmac('sha256', this.#key).update(reveal(secret)).digest('base64');
  }
}

function compareRank(a: JudgedMatch, b: JudgedMatch): number {
  return (
    confidenceOrder[a.confidence] - confidenceOrder[b.confidence] ||
    b.score - a.score ||
    Number(b.declared === true) - Number(a.declared === true)
  );
}

/** Whatever order they come in, one of several matches is the best. */
function better(a: JudgedMatch, b: JudgedMatch): boolean {
  const order = compareRank(a, b);
  if (order !== 0) return order < 0;
  const text = ({ why, detector }: JudgedMatch): string =>
    `${why.join('\0')}\0${detector.title}\0${detector.vendor}`;
  return text(a) < text(b);
}

/** The same value under several detectors: generic ones give way to a vendor's, or to the best of themselves. */
function mergeGeneric(all: Gathered[]): Gathered[] {
  const generic = all.filter((one) => one.best.detector.generic === true);
  if (generic.length === 0 || all.length === 1) return all;
  const vendors = all.filter((one) => one.best.detector.generic !== true);
  const order = (a: Gathered, b: Gathered): number =>
    compareRank(a.best, b.best) || compareText(a.best.detector.id, b.best.detector.id);
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
    for (const [key, place] of other.companions) target.companions.set(key, place);
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

function heldPlace(match: JudgedMatch, holder: Holder): HeldPlace {
  const { blob, path } = holder;
  const origin: Origin = { kind: 'history', blob, ...(path === undefined ? {} : { path }) };
  const companion = companionPlace(match, origin);
  return { holder, where: placeOf(match, origin), ...(companion === undefined ? {} : { companion }) };
}

function companionPlace({ companion }: JudgedMatch, origin: Origin): Place | undefined {
  if (companion === undefined) return undefined;
  const { from, to, name } = companion;
  return { ...origin, line: from.line, column: from.column, endLine: to.line, endColumn: to.column, companion: name }; // prettier-ignore
}

/** Where a place is, for telling two apart. */
function at({ path, blob, commit, line, column }: Place): string {
  return `${path ?? ''}\0${blob ?? ''}\0${commit ?? ''}\0${line ?? 0}\0${column ?? 0}`;
}

function toHarmless(finding: LiveFinding): Harmless {
  const { detector, title, vendor, why, secret, places, placesOmitted } = finding;
  return { detector, title, vendor, why, secret, places, placesOmitted };
}

function toFinding(
  gathered: Gathered,
  traced: Traced | undefined,
  options: { mask: Masker; key: KeyObject | undefined; now: number },
): LiveFinding {
  const { detector, secret, expires, confidence, why } = gathered.best;
  const places = [...gathered.places.values()];
  let omitted = gathered.omitted;
  const companions = [...gathered.companions.values()];
  for (const place of traced?.places ?? []) {
    const { where, companion } = gathered.holders.get(`${place.blob}\0${place.path ?? ''}`) ?? {};
    const held = {
      kind: place.kind ?? 'history',
      blob: place.blob,
      ...(place.path === undefined ? {} : { path: place.path }),
      ...(place.commit === undefined ? {} : { commit: place.commit }),
      versions: place.versions,
    };
    if (places.length >= maxPlaces) omitted++;
    else {
      places.push({ ...where, ...held });
      if (companion !== undefined) companions.push({ ...companion, ...held });
    }
  }
  places.push(...companions.slice(0, maxPlaces - places.length));
  const masked = places.map((place) => maskPlace(place, options.mask)).sort(comparePlaces);
  const expired = expires !== undefined && expires < options.now;
  const exposure = traced?.exposure;
  const revoke = detector.revoke;
  return {
    id: findingId(detector, secret, masked[0], options.key),
    status: 'open',
    detector: detector.id,
    title: detector.title,
    vendor: detector.vendor,
    severity: expired ? 'low' : detector.severity,
    confidence,
    why: expired ? [...why, `expired ${new Date((expires ?? 0) * 1000).toISOString().slice(0, 10)}`] : why,
    secret: { mask: secret.mask, length: secret.lengthClass },
    places: masked,
    placesOmitted: omitted,
    ...(exposure === undefined
      ? {}
      : {
          exposure: {
            ...exposure,
            author: options.mask.mask(exposure.author),
            refs: exposure.refs.map((ref) => options.mask.mask(ref)),
          },
        }),
    fix: {
      migrate: masked[0]?.kind === 'file',
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
    // The secret's own come first.
    Number(a.companion !== undefined) - Number(b.companion !== undefined) ||
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
