import { Secret, reveal } from '../engine/index.ts';
import type { Candidate, Detector, Engine } from '../engine/index.ts';
import { readSelected } from '../git/index.ts';
import type { WalkPlan } from '../git/index.ts';
import type { Holder } from './findings.ts';
import { judgeFile } from './judge.ts';
import type { JudgedMatch, PlacedCompanion } from './judge.ts';

/** A blob that is judged whole, once for each of its paths. */
export interface ToJudge {
  readonly oid: string;
  /** Undefined where the history knows none. */
  readonly paths: readonly (string | undefined)[];
  readonly candidates: readonly Candidate[];
}

/** What a match has in common with many others, as it is sent from a thread: classes and functions cannot be. */
interface Verdict {
  /** Index into the engine's detectors, and what the match calls it. */
  readonly detector: number;
  readonly as: Pick<Detector, 'title' | 'vendor' | 'severity' | 'revoke'>;
  readonly value: Uint8Array;
  readonly publicPrefix: string;
  readonly rest: Omit<JudgedMatch, 'detector' | 'secret' | 'span' | 'from' | 'to' | keyof Details>;
}

/** What few matches have. */
interface Details extends Pick<JudgedMatch, 'decoded' | 'address'> {
  readonly companion?: Omit<PlacedCompanion, 'secret'> & { readonly value: Uint8Array };
}

/** What a thread judged. The same value stands in many versions at many paths: each verdict is sent once. */
export interface JudgedPart {
  readonly verdicts: readonly Verdict[];
  readonly details: readonly Details[];
  /** Numbers of a verdict, of details, of the blob and its path in the task; then the span, and where it begins and ends. */
  readonly matches: Int32Array;
  readonly unreadable: readonly string[];
}

const fields = 10;

/** Judges blobs whole, read from their packs. Returns the ids of those that could not be read. */
export async function judgeBlobs(
  engine: Engine,
  plan: WalkPlan,
  blobs: readonly ToJudge[],
  visit: (match: JudgedMatch, holder: Holder) => void,
  signal?: AbortSignal,
): Promise<string[]> {
  const byOid = new Map(blobs.map((blob) => [blob.oid, blob]));
  return readSelected(
    plan,
    byOid.keys(),
    (oid, bytes) => {
      const blob = byOid.get(oid);
      if (blob !== undefined) judgeBlob(engine, bytes, blob, visit);
    },
    signal,
  );
}

export function judgeBlob(
  engine: Engine,
  bytes: Uint8Array,
  { oid, paths, candidates }: ToJudge,
  visit: (match: JudgedMatch, holder: Holder) => void,
): void {
  for (const path of paths)
    for (const match of judgeFile(engine, bytes, candidates, path)) visit(match, { blob: oid, path });
}

/** Gathers what a thread judged, to be sent. */
export class JudgedParts {
  readonly #detectors: ReadonlyMap<string, number>;
  readonly #blobs: ReadonlyMap<string, number>;
  readonly #paths: (readonly (string | undefined)[])[];
  readonly #verdicts = new Numbered<Verdict>();
  readonly #details = new Numbered<Details>();
  readonly #matches: number[] = [];

  constructor(engine: Engine, blobs: readonly ToJudge[]) {
    this.#detectors = new Map(engine.detectors.map(({ id }, number) => [id, number]));
    this.#blobs = new Map(blobs.map(({ oid }, number) => [oid, number]));
    this.#paths = blobs.map(({ paths }) => paths);
  }

  readonly add = (match: JudgedMatch, { blob, path }: Holder): void => {
    const { detector: reported, secret, span, from, to, decoded, address, companion, ...rest } = match;
    const { title, vendor, severity, revoke } = reported;
    const detector = this.#detectors.get(reported.id) ?? -1;
    const value = reveal(secret);
    const as = { title, vendor, severity, ...(revoke === undefined ? {} : { revoke }) };
    const verdict = this.#verdicts.numberOf(
      JSON.stringify([detector, as, Buffer.from(value).toString('latin1'), secret.mask, rest]),
      () => ({ detector, as, value, publicPrefix: secret.mask.slice(0, -'****'.length), rest }),
    );
    const details = {
      decoded,
      ...(address === undefined ? {} : { address }),
      ...(companion === undefined ? {} : { companion: sendable(companion) }),
    };
    const number = this.#blobs.get(blob) ?? -1;
    this.#matches.push(
      verdict,
      this.#details.numberOf(JSON.stringify(details), () => details),
      number,
      this.#paths[number]?.indexOf(path) ?? -1,
      span.start,
      span.end,
      from.line,
      from.column,
      to.line,
      to.column,
    );
  };

  finish(unreadable: readonly string[]): JudgedPart {
    return {
      verdicts: this.#verdicts.list,
      details: this.#details.list,
      matches: Int32Array.from(this.#matches),
      unreadable,
    };
  }
}

function sendable({ secret, ...rest }: PlacedCompanion): NonNullable<Details['companion']> {
  return { ...rest, value: reveal(secret) };
}

function received({ companion, ...rest }: Details): Pick<JudgedMatch, keyof Details> {
  if (companion === undefined) return rest;
  const { value, ...placed } = companion;
  return { ...rest, companion: { ...placed, secret: new Secret(value) } };
}

class Numbered<T> {
  readonly list: T[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(key: string, make: () => T): number {
    let number = this.#numbers.get(key);
    if (number === undefined) this.#numbers.set(key, (number = this.list.push(make()) - 1));
    return number;
  }
}

/** Hands on what {@link JudgedParts} gathered of these blobs. */
export function unpackJudged(
  engine: Engine,
  blobs: readonly ToJudge[],
  part: JudgedPart,
  visit: (match: JudgedMatch, holder: Holder) => void,
): void {
  const common = part.verdicts.map(({ detector: number, as, value, publicPrefix, rest }) => {
    const known = engine.detectors[number];
    if (known === undefined) throw new Error('a thread has another list of detectors');
    // Else named by what stands on its left.
    const same = known.vendor === as.vendor && known.title === as.title;
    return { ...rest, detector: same ? known : { ...known, ...as }, secret: new Secret(value, publicPrefix) };
  });
  for (let i = 0; i < part.matches.length; i += fields) {
    const [verdict = -1, more = -1, number = -1, path = -1, start = 0, end = 0, line = 0, column = 0, endLine = 0, endColumn = 0] = part.matches.subarray(i, i + fields); // prettier-ignore
    const [match, details, blob] = [common[verdict], part.details[more], blobs[number]];
    if (match === undefined || details === undefined || blob === undefined) continue;
    visit(
      {
        ...match,
        ...received(details),
        span: { start, end },
        from: { line, column },
        to: { line: endLine, column: endColumn },
      },
      { blob: blob.oid, path: blob.paths[path] },
    );
  }
}
