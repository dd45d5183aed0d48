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

/** A match as it is sent from a thread: classes and functions cannot be. */
interface SentMatch extends Omit<JudgedMatch, 'detector' | 'secret' | 'companion'> {
  /** Index into the engine's detectors, and what the match calls it. */
  readonly detector: number;
  readonly as: Pick<Detector, 'title' | 'vendor' | 'severity' | 'revoke'>;
  readonly value: Uint8Array;
  readonly publicPrefix: string;
  readonly companion?: Omit<PlacedCompanion, 'secret'> & { readonly value: Uint8Array };
  readonly holder: Holder;
}

/** What a thread judged. */
export interface JudgedPart {
  readonly matches: readonly SentMatch[];
  readonly unreadable: readonly string[];
}

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

export function sendable(engine: Engine, match: JudgedMatch, holder: Holder): SentMatch {
  const { detector, secret, companion, ...rest } = match;
  return {
    ...rest,
    ...(companion === undefined ? {} : { companion: sendableCompanion(companion) }),
    detector: placeOf(engine, detector),
    as: {
      title: detector.title,
      vendor: detector.vendor,
      severity: detector.severity,
      ...(detector.revoke === undefined ? {} : { revoke: detector.revoke }),
    },
    value: reveal(secret),
    publicPrefix: secret.mask.slice(0, -'****'.length),
    holder,
  };
}

const places = new WeakMap<Engine, Map<string, number>>();

function placeOf(engine: Engine, { id }: Detector): number {
  let byId = places.get(engine);
  if (byId === undefined)
    places.set(engine, (byId = new Map(engine.detectors.map((detector, place) => [detector.id, place]))));
  return byId.get(id) ?? -1;
}

function sendableCompanion({ secret, ...rest }: PlacedCompanion): NonNullable<SentMatch['companion']> {
  return { ...rest, value: reveal(secret) };
}

function receivedCompanion({ value, ...rest }: NonNullable<SentMatch['companion']>): PlacedCompanion {
  return { ...rest, secret: new Secret(value) };
}

export function received(engine: Engine, sent: SentMatch): JudgedMatch {
  const { detector: index, as, value, publicPrefix, holder: _, companion, ...plain } = sent;
  const detector = engine.detectors[index];
  if (detector === undefined) throw new Error('a thread has another list of detectors');
  const secret = new Secret(value, publicPrefix);
  const rest = {
    ...plain,
    ...(companion === undefined ? {} : { companion: receivedCompanion(companion) }),
  };
  if (detector.vendor === as.vendor && detector.title === as.title) return { ...rest, detector, secret };
  // Named by what stands on its left.
  return { ...rest, detector: { ...detector, ...as }, secret };
}
