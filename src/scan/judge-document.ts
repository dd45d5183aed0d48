import { reveal } from '../engine/index.ts';
import type { Candidate, Engine, Match, Span } from '../engine/index.ts';
import { nameSays } from '../manifests/index.ts';
import type { AddressedValue, Document, DocumentKind, NameSays } from '../manifests/index.ts';

/** A match at a value's address. */
export interface Placed extends Match {
  readonly address?: string;
  /** The document says itself that this is secret. */
  readonly declared?: true;
}

const none: never[] = [];

/** What a key that says little must be backed by. */
const sure = 0.6;

/** Documents in which a literal under `password` is one that something uses, however plain it looks. */
const inUse: ReadonlySet<DocumentKind> = new Set([
  'kubernetes',
  'helm-values',
  'helm-template',
  'kustomization',
  'compose',
  'dockerfile',
  'github-workflow',
  'gitlab-ci',
  'ci',
  'dotenv',
  'properties',
  'ini',
  'terraform',
]);

/**
 * Candidates of names in the text that the document settles by itself: the whole of a declared secret, or of a reference.
 * They need no judging as text.
 */
export function unsettled(
  engine: Engine,
  candidates: readonly Candidate[],
  { values }: Document,
): readonly Candidate[] {
  if (candidates.length === 0) return candidates;
  const settled = new Set<number>();
  for (const { class: kind, span } of values)
    if (kind !== 'literal' && kind !== 'template') settled.add(span.start);
  return candidates.filter(
    ({ detector, start }) =>
      // A document's marker is no candidate of a detector.
      detector >= 0 &&
      (!settled.has(start) || engine.detectors[detector]?.id.startsWith('generic-') !== true),
  );
}

/** What the engine found in a document's text, corrected by what the document says of its values. */
export function judgeDocument(
  engine: Engine,
  matches: readonly Match[],
  document: Document,
  path: string | undefined,
): Placed[] {
  const { values } = document;
  const context = path === undefined ? {} : { path };
  const innermost = matches.length === 0 ? () => undefined : indexBySpan(values);
  const result: Placed[] = [];
  const textMatches = new Map<AddressedValue, Match[]>();
  for (const match of matches) {
    const value = innermost(match.span);
    if (match.harmless !== undefined) result.push(match);
    else if (value === undefined) {
      if (document.kind !== 'helm-template' || !isCondition(document.bytes, match)) result.push(match);
    } else if (value.class === 'template') {
      if (isBetweenActions(document.bytes, match, value.span))
        result.push({ ...match, address: value.address });
    } else if (value.class === 'secret' || value.class === 'literal') {
      const list = textMatches.get(value);
      if (list === undefined) textMatches.set(value, [match]);
      else list.push(match);
    }
  }
  // A value in which others lie (a file, a docker configuration) comes after them: what they gave is not said twice.
  const told = new Map<string, Placed[]>();
  for (const value of innerFirst(values)) {
    for (const outer of outerAddresses(value)) if (!told.has(outer)) told.set(outer, []);
    if (value.class !== 'secret' && value.class !== 'literal') continue;
    if (value.value.isEmpty) continue;
    const inside = told.get(value.address);
    const inText = textMatches.get(value) ?? none;
    const judged = judgeValue(engine, value, inText, document.kind, context, inside !== undefined);
    if (judged.length === 0) continue;
    const found = judged.filter(
      ({ detector, span }) =>
        inside?.some(
          (inner) =>
            inner.span.start < span.end &&
            span.start < inner.span.end &&
            (detector.generic === true || inner.detector.id === detector.id),
        ) !== true,
    );
    result.push(...found);
    for (const outer of outerAddresses(value)) told.get(outer)?.push(...found);
  }
  return result;
}

function judgeValue(
  engine: Engine,
  value: AddressedValue,
  inText: readonly Match[],
  kind: DocumentKind,
  context: { readonly path?: string },
  holdsValues: boolean,
): Placed[] {
  const { address, span, decoded } = value;
  const declared = value.class === 'secret';
  const name = declared ? value.name : nameOf(value);
  const says = nameSays(name);
  // Most values end here.
  if (!declared && says === 'other' && inText.length === 0 && isNothing(value)) return none;
  const vendor = inText.filter(
    // What the document decodes is not what it looks like before that.
    (match) => match.detector.generic !== true && (decoded.length === 0 || match.decoded.length > 0),
  );
  const own = { address, ...(declared ? ({ declared } as const) : {}) };
  if (vendor.length > 0) return vendor.map((match) => ({ ...match, ...own }));
  // In a Secret as elsewhere: of a file, what stands in it tells; and `foo: bar` is nobody's secret.
  if (declared && (holdsValues || (says === 'other' && isWord(value)))) return [];
  const whole = engine.judgeValue({ name, secret: value.value, declaredSecret: declared }, context);
  const companion = inText.find((match) => match.companion !== undefined)?.companion;
  const placed = (match: Omit<Match, 'span' | 'companion'>): Placed[] => [
    {
      ...match,
      ...known(engine, value),
      span,
      decoded: [...decoded, ...match.decoded],
      ...own,
      ...(companion === undefined ? {} : { companion }),
    },
  ];
  const inner = inText.filter((match) => match.span.start > span.start);
  // `Bearer …`, a connection string: the part is the secret.
  const part = inner.filter((match) => !match.detector.id.startsWith('generic-'));
  if (!declared && (whole === undefined || whole.detector.generic === true) && part.length > 0)
    return part.map((match) => ({ ...match, address }));
  if (whole !== undefined) {
    if (declared || whole.detector.generic !== true) return placed(whole);
    if (says === 'password' || says === 'secret' || (says === 'vague' && whole.score >= sure))
      return placed(whole);
  }
  if (declared) return [];
  // What the text alone said of a part of the value stands; of the whole value the key knows better.
  const parts = inText.filter(
    (match) =>
      match.span.start > span.start ||
      isItem(value) ||
      says === 'password' ||
      says === 'secret' ||
      (says === 'vague' && match.score >= sure),
  );
  if (parts.length > 0) return parts.map((match) => ({ ...match, address }));
  if (whole === undefined && inUse.has(kind) && isPlain(value, says)) {
    const weak = engine.judgeValue({ name, secret: value.value, declaredSecret: true }, context);
    if (weak !== undefined)
      return placed({
        ...weak,
        confidence: 'possible',
        score: 0.3,
        why: [`name says ${says}`, 'a literal that is in use'],
      });
  }
  return [];
}

/** One short word, or hardly that: a setting, where the key does not say that it is a password. */
function isWord({ value }: AddressedValue): boolean {
  const text = Buffer.from(reveal(value)).toString('latin1');
  return text.length < 4 || /^[a-z]{1,10}$/.test(text);
}

/** Shorter values are no tokens of a vendor. */
const shortestToken = 16;

/**
 * With a name that says nothing and no match in the text: can the value still be more than its text was? What stands
 * behind its name was judged with it; a name that stands elsewhere (`- name: X`, `value: …`) may be a vendor's.
 */
function isNothing({ span, decoded, path, inner }: AddressedValue): boolean {
  // The text was decoded too, and what lies in it found.
  if (decoded.length > 0) return inner !== true;
  if (span.end - span.start < shortestToken) return true;
  const last = path.at(-1);
  return inner !== true && typeof last === 'string' && !/^(?:value|default|parameterValue)$/i.test(last);
}

/** What the document's form tells of a value's kind. */
function known(engine: Engine, { name, decoded, value, class: kind }: AddressedValue): Partial<Match> {
  if (kind !== 'secret' || name !== 'auth' || decoded.at(-1) !== 'base64' || value.isEmpty) return {};
  const detector = engine.detectors.find(({ id }) => id === 'docker-config-auth');
  return detector === undefined ? {} : { detector, confidence: 'certain', why: ['base64 of user:password'] };
}

/** Maps of secrets, whose keys say only which one: `secrets: {STRIPE: …}`. */
const MAP_OF_SECRETS =
  /^(?:secrets|(?:(?:api|access|auth|app|db|service|user)[_-]?)?(?:credentials|creds|passwords|tokens)|api_?keys|(?:extra|env)?secretenv(?:vars)?|envsecrets?)$/i;

function nameOf({ name, path, inner }: AddressedValue): string {
  const parent = path.at(-2);
  if (inner === true || typeof parent !== 'string' || !MAP_OF_SECRETS.test(parent)) return name;
  if (
    nameSays(name) !== 'other' ||
    /(?:name|key|ref|path|file|namespace|type|id|user|username)s?$/i.test(name)
  )
    return name;
  return `${name}_secret`;
}

/** An item of a list further down: the text before it may be its name. */
function isItem({ path, inner }: AddressedValue): boolean {
  const last = path.at(-1);
  return inner !== true && typeof last === 'number' && last > 0;
}

/** Settings that stand under `password` now and then. */
const SETTING =
  /^(?:true|false|yes|no|on|off|none|null|enabled?|disabled?|required|optional|basic|md5|scram\S*|ldap|trust|peer|external|auto|random|generated?|string|text|password|secret|stdin|env|file|default|prompt|[-+]?\d{1,3})$/i;

/** Passwords of examples and tests, which nothing relies on. */
const SPECIMEN = /example|specimen|encoded|^(?:some|another|fake|test)[-_]?(?:pw|pass|password|user)?$/i;

/** Could the text be a password or key that somebody chose: no setting, path, address, or sentence. */
function isPlain({ value, name }: AddressedValue, says: NameSays): boolean {
  if (says !== 'password' && says !== 'secret') return false;
  const text = Buffer.from(reveal(value)).toString('latin1');
  // A token or key of words alone is the name of one.
  if (says === 'secret' && !(/^[\w!@#$%^&*+]{8,}$/.test(text) && /\d/.test(text) && /[A-Za-z]/.test(text)))
    return false;
  if (SPECIMEN.test(text)) return false;
  if (text.length < 4 || text.length > 64 || /\s/.test(text) || SETTING.test(text)) return false;
  if (/^(?:[.~]{0,2}\/|[A-Za-z]:\\)|:\/\/|^[*•x#.?-]+$|^[<[({%$]/i.test(text)) return false;
  const letters = (of: string): string => of.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return !letters(name).endsWith(letters(text));
}

/**
 * Does a match of no vendor lie in a template's condition or call: `{{ if eq .Values.auth.kind "deployment" }}`? The
 * literal that an action falls back to (`default "…"`) is another matter.
 */
function isCondition(bytes: Uint8Array, match: Match): boolean {
  if (match.detector.generic !== true) return false;
  const before = Buffer.from(bytes.subarray(Math.max(0, match.span.start - 400), match.span.start)).toString(
    'latin1',
  );
  const open = before.lastIndexOf('{{');
  if (open === -1 || before.includes('}}', open)) return false;
  return !/\b(?:default|quote|b64enc|coalesce|ternary)\b[^|()]*["'`]$/.test(before.slice(open));
}

/** Is a match the text between the actions of a longer value: with a form of its own, or under a name within it? */
function isBetweenActions(bytes: Uint8Array, { span, detector }: Match, value: Span): boolean {
  if (span.start <= value.start) return false;
  const before = Buffer.from(bytes.subarray(Math.max(value.start, span.start - 2000), span.start)).toString(
    'latin1',
  );
  const own = Buffer.from(bytes.subarray(span.start, span.end)).toString('latin1');
  if (before.lastIndexOf('{{') > before.lastIndexOf('}}') || own.includes('{{')) return false;
  if (!detector.id.startsWith('generic-')) return true;
  return before.includes('\n') && !/^~?\.{0,2}\//.test(own);
}

/** Addresses of the values that a value lies in: `v1/Secret/a data["x"] auths.b` lies in `v1/Secret/a data["x"]`. */
function* outerAddresses({ address, inner }: AddressedValue): Generator<string, void, undefined> {
  if (inner !== true) return;
  for (let at = address.lastIndexOf(' '); at > 0; at = address.lastIndexOf(' ', at - 1))
    yield address.slice(0, at);
}

function innerFirst(values: readonly AddressedValue[]): readonly AddressedValue[] {
  const inner = values.filter((value) => value.inner === true);
  // A value stands before those that lie in it.
  return inner.length === 0
    ? values
    : [...inner.reverse(), ...values.filter((value) => value.inner !== true)];
}

/** What was taken out of base64 has no place of its own: it stands where the value does that it lies in. */
function withPlaces(values: readonly AddressedValue[]): readonly AddressedValue[] {
  if (!values.some(({ inner, decoded }) => inner === true && decoded.length > 0)) return values;
  const key = ({ span }: AddressedValue): string => `${span.start} ${span.end}`;
  const outer = new Set(values.filter(({ inner }) => inner !== true).map(key));
  return values.filter(
    (value) => value.inner !== true || value.decoded.length === 0 || !outer.has(key(value)),
  );
}

/** Finds the smallest value that holds the start of a span. Values nest (a file inside a ConfigMap) or are disjoint. */
function indexBySpan(values: readonly AddressedValue[]): (span: Span) => AddressedValue | undefined {
  const placed = withPlaces(values);
  const sorted = [...placed].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  const starts = sorted.map((value) => value.span.start);
  // The furthest end up to each index: a search backwards may stop where nothing before can reach the span.
  const reach: number[] = [];
  for (const [i, value] of sorted.entries()) reach.push(Math.max(reach[i - 1] ?? 0, value.span.end));
  return (span) => {
    let low = 0;
    let high = starts.length;
    // The last value that starts before the span ends.
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) < span.end) low = middle + 1;
      else high = middle;
    }
    let best: AddressedValue | undefined;
    for (let i = low - 1; i >= 0 && (reach[i] ?? 0) > span.start; i--) {
      const value = sorted[i];
      if (value === undefined || value.span.end <= span.start) continue;
      if (best === undefined || value.span.end - value.span.start < best.span.end - best.span.start)
        best = value;
    }
    return best;
  };
}
