import type { CheckResult, Detector, Example } from '../../src/engine/types.ts';
import { bigramRarity, wordCover } from '../../src/engine/text.ts';
import { isPublishedExample } from './published-keys.ts';
import { Random } from './random.ts';
import { LEFT, anyCase, escape, notBefore } from './shape.ts';
import type { Shape } from './shape.ts';

type Base = Omit<Detector, 'keywords' | 'pattern' | 'examples' | 'severity'> & {
  readonly severity?: Detector['severity'];
  readonly keywords?: readonly string[];
};

interface TokenSpec extends Base {
  readonly shape: Shape;
  /** More hits than the ones that the shape makes. */
  readonly hits?: (random: Random) => readonly Example[];
  /** More misses than the shortened token. */
  readonly misses?: (random: Random) => readonly string[];
}

/** A token with a form of its own: a fixed prefix and a body. Keyword and public prefix are the literal prefix. */
export function token(spec: TokenSpec): Detector {
  const { shape, hits, misses, check, ...rest } = spec;
  const prefixes = (shape.prefix === '' ? [] : shape.prefixes).toSorted((a, b) => b.length - a.length);
  const prefixOf = (value: string): number => prefixes.find((p) => value.startsWith(p))?.length ?? 0;
  const ahead = prefixes.length === 0 ? '' : `(?=${prefixes.map(escape).join('|')})`;
  return {
    severity: 'high',
    keywords: [...new Set(prefixes.map((p) => p.toLowerCase()))],
    publicPrefix: prefixOf,
    ...(spec.keywords === undefined ? { quick: startsToken(prefixes) } : {}),
    ...rest,
    // The prefix first: it is rarer than a place where a token may begin.
    pattern: new RegExp(`${ahead}${LEFT}${shape.source}${notBefore(shape)}`),
    check: (value, groups) => {
      if (isPublishedExample(value)) return { verdict: 'published', note: 'a published example' };
      if (isPlaceholder(value.slice(prefixOf(value)))) return { verdict: 'example', note: 'placeholder' };
      return check ? check(value, groups) : { verdict: 'unknown' };
    },
    examples: () => {
      const random = new Random(spec.id);
      const made = [shape.make(random), shape.make(random)];
      const cut = shape.make(random);
      const prefix = prefixOf(cut);
      return {
        hits: [...made, ...(hits?.(random) ?? [])],
        misses: [
          cut.slice(0, prefix + Math.min(4, Math.floor((cut.length - prefix) / 3))),
          `${cut.slice(0, prefix)}${'x'.repeat(cut.length - prefix)}`,
          ...(misses?.(random) ?? []),
        ],
      };
    },
  };
}

/**
 * Whether a prefix stands there in its own case, no word goes on into it, and something like a token follows. Keywords
 * are compared case-folded, and short ones are frequent in source text.
 */
function startsToken(prefixes: readonly string[]): NonNullable<Detector['quick']> {
  const exact = prefixes.map((p) => Buffer.from(p, 'latin1'));
  return (bytes, start, end) => {
    const before = bytes[start - 1];
    if (before !== undefined && isAlnum(before) && !endsEscape(bytes, start)) return false;
    for (let i = end; i < end + 4; i++) {
      if (isTokenByte(bytes[i])) continue;
      if (!endsPiece(bytes, i)) return false;
      break;
    }
    return exact.some((p) => p.length === end - start && p.every((byte, i) => bytes[start + i] === byte));
  };
}

/** `"prefix_" + "rest"`, `prefix_\\` and a line end: a piece ends, and something may be added to it. */
function endsPiece(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at];
  const next = bytes[at + 1];
  const ends = next === 0x0a || next === 0x0d;
  if (byte === 0x5c) return ends;
  if (byte !== 0x22 && byte !== 0x27 && byte !== 0x60) return false;
  return ends || next === 0x20 || next === 0x2b || next === 0x2e || next === byte;
}

/** The rough form of what `LEFT` allows before a token: `\n`, `%22`, `\u003d`, `\x1b[31m`. */
function endsEscape(bytes: Uint8Array, at: number): boolean {
  for (let i = at - 2; i >= at - 10 && i >= 0; i--) {
    const byte = bytes[i];
    if (byte === 0x5c || byte === 0x25 || byte === 0x5b) return true;
  }
  return false;
}

function isAlnum(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

/** Letters, digits and what tokens have between them. */
function isTokenByte(byte: number | undefined): boolean {
  return (
    byte !== undefined &&
    (isAlnum(byte) || (byte >= 0x2b && byte <= 0x2f) || byte === 0x5f || byte === 0x3d || byte === 0x7e)
  );
}

interface ContextualSpec extends Base {
  /** The vendor's names, in lower case; a blank stands for nothing, blank, `_`, `-` or `.`. */
  readonly names: readonly string[];
  readonly shape: Shape;
  /**
   * Words one of which must stand between the vendor's name and the value (`key`, `token`), for vendors whose name is
   * an ordinary word.
   */
  readonly words?: readonly string[];
  /** At most so many characters between the name and the value. Default 72. */
  readonly gap?: number;
  /** Ids and secrets have the same shape, and are handed over together: `connect("id", "secret")`. */
  readonly pairs?: boolean;
  /** The name on the left in the examples: `DATADOG_API_KEY`. */
  readonly example: string;
  readonly hits?: (random: Random) => readonly Example[];
  readonly misses?: (random: Random) => readonly string[];
}

/**
 * A value without a form of its own, recognised by the vendor's name on its left, its shape, and how rare it is as
 * text. `possible` unless the detector says more.
 */
export function contextual(spec: ContextualSpec): Detector {
  const { names, words, gap = 72, pairs = false, example, hits, misses, check, ...rest } = spec;
  // Hex digits are the same in either case.
  const shape = { ...spec.shape, source: spec.shape.source.replaceAll('[0-9a-f]', '[0-9A-Fa-f]') };
  const hexadecimal = /0-9a-f\]|0-9A-F\]|0-9A-Fa-f\]/.test(shape.source);
  const name = `(?:${names.map(nameSource).join('|')})`;
  const mayBeCommit = hexadecimal && shape.source.includes('{40}');
  // Ids of commits and hashes of images are hex digits too.
  const noId = (hexadecimal ? NO_OBJECT_ID : '') + (mayBeCommit ? NO_COMMIT : '');
  const middle = words
    ? `[^]{0,40}?(?:${words.map(anyCase).join('|')})[^]{0,${Math.max(30, gap - 40)}}?`
    : `[^]{0,${gap}}?`;
  const beside = `${name}${middle}${LEFT}${noId}`;
  const left = pairs ? `(?:${beside}|${SECOND_ARGUMENT})` : beside;
  return {
    severity: 'high',
    keywords: names.flatMap(spellings),
    confidence: 'possible',
    ...rest,
    // What is assigned to is a name itself.
    pattern: new RegExp(`${left}(?<secret>${shape.source})${notBefore(shape)}(?![ \\t]{0,2}=[^=])`),
    check: (value, groups) => {
      if (isPublishedExample(value)) return { verdict: 'published', note: 'a published example' };
      if (isPlaceholder(value)) return { verdict: 'example', note: 'placeholder' };
      if (!isMixed(value)) return { verdict: 'invalid' };
      // A commit's id where the alphabet allows more than hex digits.
      if (!hexadecimal && /^[0-9a-f]{32,}$/i.test(value)) return { verdict: 'invalid' };
      return check ? check(value, groups) : { verdict: 'unknown' };
    },
    examples: () => {
      const random = new Random(spec.id);
      const rare = (): string => {
        for (let i = 0; i < 1000; i++) {
          const value = shape.make(random);
          if (isMixed(value) && !isPlaceholder(value)) return value;
        }
        throw new Error(`${spec.id}: the shape makes no rare text`);
      };
      const value = rare();
      return {
        hits: [
          { name: example, value: rare() },
          { name: example.toLowerCase(), value },
          ...(hits?.(random) ?? []),
        ],
        misses: [
          `${example}=${value.slice(0, 5)}`,
          `${example}=${'x'.repeat(value.length)}`,
          `some_checksum_value=${value}`,
          ...(mayBeCommit ? commitsOf((names[0] ?? '').replaceAll(' ', '-'), random) : []),
          ...(misses?.(random) ?? []),
        ],
      };
    },
  };
}

/**
 * Short names stand at a word's beginning or hump: there is `dd app` in "add app", and four letters turn up in any long
 * run of base64.
 */
function nameSource(name: string): string {
  const first = name.split(' ')[0] ?? '';
  const source = anyCase(name);
  if (name.includes(' ') && first.length <= 3)
    return `(?:(?<![A-Za-z](?<!\\\\[nrt]|\\[[0-9;]{1,8}m))|(?<=[a-z])(?=[A-Z]))${source}`;
  return name.length > 5 ? source : `(?<![0-9A-Za-z+/]{8})${source}`;
}

/** `connect("id", "secret")`: the name goes with the first value, which may be of the same shape. */
const SECOND_ARGUMENT = '(?<=\\(["\'][A-Za-z0-9_+/=.-]{6,90}["\'],[ \\t]{0,4}["\'])';

const NO_OBJECT_ID =
  '(?<!(?:[Cc]ommits?|[Bb]lob|[Tt]ree|[Cc]ompare|[Rr]aw|[Rr]ev(?:ision)?|[Ss][Hh][Aa](?:1|256)?|[Dd]igest|[Cc]hecksum)[\\s"\'`:=/([@]{1,4})';

/** `owner/action@…`, `github.com/owner/repository/archive/…`, `…?rev=v1#…`, `compare/….…`, `?id=…`: ids of commits in addresses. */
const NO_COMMIT =
  '(?<!@|[0-9a-f]{7,40}\\.{2,3}|[?&](?:o?id|h|sha|ref|rev)=|/[\\w.-]{1,60}:|/files/|[gG]it(?:hub|lab)(?:usercontent)?\\.(?:com|io)/[^\\s"\'<>()]{1,120}[/#])';

function commitsOf(owner: string, random: Random): string[] {
  const [a, b] = [random.hex(40), random.hex(40)];
  return [
    `uses: ${owner}/scan-action@${a} # v2`,
    `https://github.com/${owner}/api-key/archive/${a}.tar.gz`,
    `https://github.com/${owner}/token/compare/${a}...${b}`,
    `image: ghcr.io/${owner}/key/testrunner:${a}`,
    `source = "git+https://github.com/${owner}/auth?rev=v1.0.0#${a}"`,
    `https://raw.githubusercontent.com/${owner}/key/${b}/README.md`,
  ];
}

/** The keywords for a name with blanks. A short name gets a separator, so that it is rare enough. */
function spellings(name: string): string[] {
  const parts = name.split(' ');
  if (parts.length === 1) return [name];
  return ['', '_', '-', '.', ' '].map((s) => parts.join(s));
}

/** Text that stands for a value: one character over and over, or words that say so. */
export function isPlaceholder(body: string): boolean {
  if (body.length < 6) return false;
  if (new Set(body.replace(/[-_.]/g, '').toLowerCase()).size < 4) return true;
  return /x{6}|\*{4}|\.{4}|0{10}|example|placeholder|changeme|redacted|your[-_]|<|\$\{/i.test(body);
}

/** Letters and digits both, and rare as text: a name, a path or a sentence is not. */
function isMixed(value: string): boolean {
  if (/^[0-9]+$/.test(value)) return value.length >= 6;
  if (!/[A-Za-z]/.test(value)) return false;
  // Letters of one case alone are a word, unless they are many and spell none.
  if (!/[0-9]/.test(value) && !/[a-z][A-Z].*[a-z][A-Z]/.test(value))
    return value.length >= 24 && wordCover(value) < 0.2 && bigramRarity(value) > 4.6;
  if (new Set(value).size < Math.min(8, value.length / 2)) return false;
  return value.length < 16 || (wordCover(value) < 0.35 && bigramRarity(value) > 4.5);
}

/** Joins checks that need no second look: a valid one, or the note why not. */
export function checksum(ok: boolean): CheckResult {
  return ok
    ? { verdict: 'valid', note: 'checksum ok' }
    : { verdict: 'unknown', note: 'checksum does not match' };
}
