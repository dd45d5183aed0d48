import type { Candidate, Companion, Engine, Match, Span } from '../engine/index.ts';
import { looksLikeDocument, readDocument } from '../manifests/index.ts';
import type { Document } from '../manifests/index.ts';
import { judgeDocument, unsettled } from './judge-document.ts';
import type { Placed } from './judge-document.ts';
import { Positions } from './position.ts';
import type { Position } from './position.ts';

const lockFile =
  /(?:^|\/)(?:[\w.-]+\.lock|(?:[\w.-]+[.-])?lock\.(?:json|ya?ml|hcl)|go(?:\.work)?\.sum|npm-shrinkwrap\.json)$/i;

/** A match with what the document says about its place. */
export interface JudgedMatch extends Placed {
  readonly from: Position;
  readonly to: Position;
  readonly companion?: PlacedCompanion;
}

/** The other half of a pair. */
export interface PlacedCompanion extends Companion {
  readonly from: Position;
  readonly to: Position;
}

/**
 * Judges a whole file at one path: what the engine found in its text, corrected by what the document says (references
 * and ciphertext are no leaks, a Secret's data is one whatever it looks like).
 */
export function judgeFile(
  engine: Engine,
  bytes: Uint8Array,
  candidates: readonly Candidate[],
  path: string | undefined,
  firstLine = 1,
  reading?: Document,
): JudgedMatch[] {
  const context = path === undefined ? {} : { path };
  const document =
    reading ?? (path !== undefined && looksLikeDocument(path, bytes) ? readDocument(path, bytes) : undefined);
  const open = document === undefined ? candidates : unsettled(engine, candidates, document);
  const judged = open.length === 0 ? [] : engine.judge(bytes, open, context);
  const matches = path !== undefined && lockFile.test(path) ? judged.filter(isNoHash) : judged;
  const placed: readonly Placed[] =
    document === undefined ? matches : judgeDocument(engine, matches, document, path);
  if (placed.length === 0) return [];
  const positions = new Positions(bytes, firstLine);
  const at = ({ start, end }: Span): { from: Position; to: Position } => ({
    from: positions.at(start),
    to: positions.at(end),
  });
  return placed.map(({ companion, ...match }) => ({
    ...match,
    ...at(match.span),
    ...(companion === undefined ? {} : { companion: { ...companion, ...at(companion.span) } }),
  }));
}

/** Lock files are lists of names and hashes: only what has a form of its own means anything there. */
function isNoHash({ detector, confidence }: Match): boolean {
  if (detector.generic === true) return !detector.id.startsWith('generic-');
  return confidence === 'certain' || (detector.publicPrefix ?? 0) !== 0;
}
