import { companionsOf, pairUp } from './companions.ts';
import type { Unpaired } from './companions.ts';
import { genericInput, withoutQuotes } from './generic-input.ts';
import { latin1 } from './matcher.ts';
import { rank, resolveOverlaps } from './overlaps.ts';
import { isPlaceholder, referenceKind } from './references.ts';
import { rowsBelow } from './rows.ts';
import type { ReadRows } from './rows.ts';
import { Scanner } from './scanner.ts';
import type { Found } from './scanner.ts';
import { mayScore, scoreGeneric, scoreVersion } from './score.ts';
import type { ScoreInput, Scored } from './score.ts';
import { Secret } from './secret.ts';
import { SeenText } from './seen.ts';
import type {
  Candidate,
  CheckResult,
  Confidence,
  Detector,
  Engine,
  JudgeContext,
  Match,
  NamedValue,
  SeenStore,
} from './types.ts';

/** Raised whenever the engine finds or judges differently: what was remembered under another revision is void. */
const revision = 6;
/** Verdicts that are kept in memory while the engine lives. */
const mostKnown = 4096;
/** Text on a value's left and right that may name its product, in bytes. */
const leftOfName = 320;
const rightOfName = 200;

/** An engine over the given detectors. Building it compiles no pattern: that happens at the first keyword. */
export function createEngine(detectors: readonly Detector[]): Engine {
  const scanner = new Scanner(detectors);
  const known = { hopeless: new Map<string, boolean>(), scored: new Map<string, Scored | undefined>() };
  // Other generic detectors (a connection string's password) stand for a form, not for a name.
  const byName = detectors.filter(({ generic, id }) => generic === true && id.startsWith('generic-'));
  let version: string | undefined;
  const seenTexts = new WeakMap<SeenStore, SeenText | undefined>();
  const seenText = (store: SeenStore): SeenText | undefined => {
    if (!seenTexts.has(store)) seenTexts.set(store, SeenText.over(store));
    return seenTexts.get(store);
  };
  return {
    detectors,
    get version() {
      version ??= versionOf(detectors);
      return version;
    },
    find(bytes, ranges, store) {
      const candidates: Candidate[] = [];
      const met = new Set<string>();
      const seen = store === undefined ? undefined : seenText(store);
      const see = (found: Found): void => {
        const { hit, decoded, locate } = found;
        const span = locate(hit.start, hit.end);
        const candidate = { detector: hit.matcher.index, start: span.start, end: span.end, decoded };
        const key = candidateKey(candidate);
        if (met.has(key)) return;
        met.add(key);
        if (isHopeless(found, known.hopeless)) candidates.push({ ...candidate, hopeless: true });
        else {
          candidates.push(candidate);
          seen?.unsettle(span.start, span.end);
        }
      };
      const read: ReadRows = new WeakMap();
      const visit = (found: Found): void => withRows(found, read).forEach(see);
      const mark = (start: number, end: number): void => {
        candidates.push({ detector: -1, start, end, decoded: [] });
        seen?.unsettle(start, end);
      };
      scanner.scan(bytes, ranges, visit, { mark, seen });
      return candidates;
    },
    judge(bytes, all, context) {
      const candidates = all.filter((one) => one.hopeless !== true && one.detector >= 0);
      if (candidates.length === 0) return [];
      const wanted = new Set(candidates.map(candidateKey));
      const matches: Unpaired[] = [];
      // The same candidate can be met in two windows.
      const seen = new Set<string>();
      const read: ReadRows = new WeakMap();
      const inBlocks = candidates.some(({ detector }) => scanner.matchers[detector]?.block === true);
      const visit = (found: Found): void => {
        const key = keyOf(found);
        if (!wanted.has(key) || seen.has(key)) return;
        seen.add(key);
        for (const one of withRows(found, read)) {
          const match = judgeFound(one, context, known.scored);
          if (match !== undefined) matches.push(match);
        }
      };
      scanner.scan(bytes, candidates, visit, { inBlocks });
      return pairUp(resolveOverlaps(matches));
    },
    judgeValue(value, context) {
      return judgeValue(scanner, byName, known.scored, value, context);
    },
  };
}

function keyOf({ hit, decoded, locate }: Found): string {
  const { start, end } = locate(hit.start, hit.end);
  return candidateKey({ detector: hit.matcher.index, start, end, decoded });
}

/** A match, and those below it where it stands in a table. */
function withRows(found: Found, read: ReadRows): Found[] {
  return found.hit.matcher.detector.rows === true ? [found, ...rowsBelow(found, read)] : [found];
}

function candidateKey({ detector, start, end, decoded }: Candidate): string {
  return `${detector} ${start} ${end} ${decoded.join('+')}`;
}

function versionOf(detectors: readonly Detector[]): string {
  const marks = detectors.map((detector) => detector.mark ?? markOf(detector));
  return `${revision}-${hashText(marks.join('\n'))}-${hashText(scoreVersion())}`;
}

/** Tells what a detector finds from what it found in another version. */
export function markOf({ id, keywords, pattern, reach = {}, quick, check, generic }: Detector): string {
  const text = `${keywords.join()}\0${pattern}\0${JSON.stringify(reach)}\0${String(quick)}\0${String(check)}\0${String(generic)}`;
  return `${id} ${hashText(text)}`;
}

/** FNV-1a over UTF-16 units: tells sets of detectors apart, nothing more. */
function hashText(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** A value as it stands in the text, and what its detector's check says of it. */
interface Literal {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
  readonly text: string;
  readonly checked: CheckResult;
}

/** Undefined for what is no secret by itself. */
function literalOf(found: Found): Literal | undefined {
  const { hit, bytes } = found;
  const { start, end, quoted } = withoutQuotes(found);
  const text = latin1(bytes, start, end);
  if (text === '') return undefined;
  // Half of the kinds without a form of their own look like the ids beside them.
  const { id, generic, publicPrefix } = hit.matcher.detector;
  const shapeless = generic !== true && publicPrefix === undefined && !id.endsWith('-id');
  if (shapeless && isNamedId(bytes, start)) return undefined;
  // Integrity hashes of lock files and of HTML look like keys of many vendors.
  if (/sha(?:1|256|384|512)[-:]$/.test(latin1(bytes, Math.max(0, start - 8), start))) return undefined;
  const checked: CheckResult = hit.matcher.detector.check?.(text, hit.groups) ?? { verdict: 'unknown' };
  if (checked.verdict === 'invalid' || checked.verdict === 'example') return undefined;
  return checked.verdict !== 'published' && text.includes('EXAMPLE')
    ? undefined
    : { start, end, quoted, text, checked };
}

/** `client_id = …`, `"accountId": "…"`. */
function isNamedId(bytes: Buffer, start: number): boolean {
  return /(?:client|app|application|account|project|tenant|user|org|organization|team|workspace|site|zone)[-_. ]?id["'`\])]{0,3}\s{0,4}(?::=|=>|[:=])\s{0,4}["'`]?$/i.test(
    latin1(bytes, Math.max(0, start - 40), start),
  );
}

/**
 * Whether {@link judgeFound} gives nothing at any path. Looks no further than the lines that {@link Engine.find} looks
 * at again when one of them changes, so it holds for what was copied with them; a companion may stand further off.
 */
function isHopeless(found: Found, known: Map<string, boolean>): boolean {
  // How far the text around a decoded value was decoded depends on what else changed.
  if (found.decoded.length > 0) return false;
  // The rows below it are judged with it.
  if (found.hit.matcher.detector.rows === true) return false;
  const literal = literalOf(found);
  if (literal === undefined) return true;
  if (found.hit.matcher.detector.generic !== true || literal.checked.verdict === 'published') return false;
  const input = genericInput(found, {}, literal.start, literal.end, literal.quoted);
  if (input === undefined) return true;
  return remember(known, input, (one) => !mayScore(one));
}

/** What a function says of an input, worked out once: a line that stands in one version of a file stands in many. */
function remember<T>(known: Map<string, T>, input: ScoreInput, work: (input: ScoreInput) => T): T {
  const { kind, byForm, name, value, before, after, quoted, path } = input;
  const key = `${kind}\0${String(byForm)}\0${name}\0${value}\0${before}\0${after}\0${quoted}\0${path ?? ''}`;
  const there = known.get(key);
  if (there !== undefined || known.has(key)) return there as T;
  const result = work(input);
  if (known.size >= mostKnown) known.clear();
  known.set(key, result);
  return result;
}

function judgeFound(
  found: Found,
  context: JudgeContext,
  known: Map<string, Scored | undefined>,
): Unpaired | undefined {
  const { hit, bytes, decoded } = found;
  const { detector } = hit.matcher;
  const literal = literalOf(found);
  if (literal === undefined) return undefined;
  const { start, end, quoted, text, checked } = literal;
  const companions = companionsOf(detector, found);
  if (detector.companion?.required === true && companions.length === 0) return undefined;
  let confidence: Confidence = checked.verdict === 'valid' ? 'certain' : (detector.confidence ?? 'likely');
  let score = confidence === 'certain' ? 1 : confidence === 'likely' ? 0.8 : 0.4;
  const why: string[] = checked.note === undefined ? [] : [checked.note];
  let trimmed = end;
  if (checked.verdict === 'published') {
    confidence = 'possible';
    score = 0;
  } else if (detector.generic === true) {
    const input = genericInput(found, context, start, end, quoted);
    if (input === undefined) return undefined;
    const scored = remember(known, input, scoreGeneric);
    if (scored === undefined) return undefined;
    trimmed = start + input.value.length;
    ({ confidence, score } = scored);
    why.push(...scored.why);
  } else if (why.length === 0) why.push(`looks like a ${detector.title}`);
  const width = trimmed - start;
  // Quotes and trailing punctuation are no part of the value, in the file as in the view.
  const span = found.locate(start, trimmed);
  const prefix =
    typeof detector.publicPrefix === 'function' ? detector.publicPrefix(text) : (detector.publicPrefix ?? 0);
  return {
    detector:
      detector.named?.(
        latin1(bytes, Math.max(0, start - leftOfName), start),
        detector,
        latin1(bytes, trimmed, Math.min(bytes.length, trimmed + rightOfName)),
      ) ?? detector,
    secret: new Secret(
      Uint8Array.prototype.slice.call(bytes, start, trimmed),
      text.slice(0, Math.min(prefix, width >> 1)),
    ),
    span,
    decoded,
    confidence,
    score,
    why,
    ...(checked.expires === undefined ? {} : { expires: checked.expires }),
    ...(checked.verdict === 'published' ? { harmless: checked.note ?? 'published' } : {}),
    companions,
  };
}

/** The longest value that is judged by its name; a longer one is data, and only tokens within it count. */
const longestValue = 4096;

function judgeValue(
  scanner: Scanner,
  byName: readonly Detector[],
  known: Map<string, Scored | undefined>,
  value: NamedValue,
  context: JudgeContext,
): Omit<Match, 'span'> | undefined {
  const name = value.name.replace(/[^\w.-]/g, '_');
  const bytes = Secret.reveal(value.secret);
  const text = Buffer.concat([Buffer.from(`${name}=`), bytes]);
  const matches: Unpaired[] = [];
  scanner.scan(text, undefined, (found) => {
    if (found.hit.start <= name.length || found.hit.matcher.detector.generic === true) return;
    const match = judgeFound(found, context, known);
    if (match !== undefined) matches.push(match);
  });
  const [best] = resolveOverlaps(matches).sort((a, b) => rank[b.confidence] - rank[a.confidence]);
  if (best !== undefined) {
    // Its places are those of the text made here.
    const { span: _, companions: __, ...rest } = best;
    return rest.harmless === undefined ? rest : undefined;
  }
  const detector = genericFor(byName, name, value.declaredSecret);
  if (detector === undefined || bytes.length === 0 || bytes.length > longestValue) return undefined;
  const literal = Buffer.from(bytes)
    .toString('latin1')
    .replace(/\r?\n$/, '');
  if (referenceKind(literal) !== undefined || isPlaceholder(literal)) return undefined;
  const scored = scoreGeneric({
    name,
    value: literal,
    quoted: true,
    before: '',
    after: '',
    kind: detector.id,
    declaredSecret: value.declaredSecret,
    ...(context.path === undefined ? {} : { path: context.path }),
  });
  if (scored === undefined) return undefined;
  const reported = detector.named?.(name, detector) ?? detector;
  return { detector: reported, secret: value.secret, decoded: [], ...scored };
}

/** The generic detector whose keyword the name holds; for a declared secret whose name says nothing, the last resort. */
function genericFor(byName: readonly Detector[], name: string, declared: boolean): Detector | undefined {
  const padded = `${name.toLowerCase()}=`;
  return (
    byName.find((detector) => detector.keywords.some((keyword) => padded.includes(keyword))) ??
    (declared ? byName.find((detector) => detector.id === 'generic-secret') : undefined)
  );
}
