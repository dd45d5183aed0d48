import { ALPHABET } from './random.ts';
import type { Random } from './random.ts';

/** The form of a token: what recognises it and what makes an example of it. */
export interface Shape {
  /** Regular expression source; bounded. */
  readonly source: string;
  /** The body of a character class: what must not follow the token directly. */
  readonly follow: string;
  /** Literal text that every token begins with. */
  readonly prefix: string;
  /** The literal texts that a token can begin with; each as long as it is literal. */
  readonly prefixes: readonly string[];
  readonly make: (random: Random) => string;
}

/** Between `min` and `max` characters of a set. `set` is the body of a character class. */
function run(set: string, alphabet: string, min: number, max: number): Shape {
  return {
    source: `[${set}]{${min === max ? min : `${min},${max}`}}`,
    follow: set,
    prefix: '',
    prefixes: [''],
    make: (r) => r.chars(alphabet, min + r.below(max - min + 1)),
  };
}

export const digits = (min: number, max = min): Shape => run('0-9', ALPHABET.digits, min, max);
export const hex = (min: number, max = min): Shape => run('0-9a-f', ALPHABET.hex, min, max);
export const upperHex = (min: number, max = min): Shape => run('0-9A-F', ALPHABET.upperHex, min, max);
export const anyHex = (min: number, max = min): Shape => run('0-9A-Fa-f', ALPHABET.hex, min, max);
export const letters = (min: number, max = min): Shape =>
  run('A-Za-z', ALPHABET.lower + ALPHABET.upper, min, max);
export const lowerAlnum = (min: number, max = min): Shape => run('0-9a-z', ALPHABET.lowerAlnum, min, max);
export const upperAlnum = (min: number, max = min): Shape => run('0-9A-Z', ALPHABET.upperAlnum, min, max);
export const base62 = (min: number, max = min): Shape => run('0-9A-Za-z', ALPHABET.base62, min, max);
/** `A-Za-z0-9_-`; ends in a letter or digit when made, so that an example does not depend on what follows. */
export const base64url = (min: number, max = min): Shape => ({
  ...run('0-9A-Za-z_-', ALPHABET.base64url, min, max),
  make: (r) => {
    const n = min + r.below(max - min + 1);
    return n < 3 ? r.base62(n) : r.base62(1) + r.base64url(n - 2) + r.base62(1);
  },
});
/** `A-Za-z0-9+/`, without padding. */
export const base64 = (min: number, max = min): Shape => ({
  ...run('0-9A-Za-z+/', ALPHABET.base64, min, max),
  make: (r) => {
    const n = min + r.below(max - min + 1);
    return n < 3 ? r.base62(n) : r.base62(1) + r.base64(n - 2) + r.base62(1);
  },
});
/** Characters of a set of one's own: `set` is the body of a character class, `alphabet` its members. */
export const charset = (set: string, alphabet: string, min: number, max = min): Shape =>
  run(set, alphabet, min, max);

/** A UUID in lower or upper case. */
export const uuid: Shape = {
  source: '[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}',
  follow: '0-9A-Fa-f-',
  prefix: '',
  prefixes: [''],
  make: (r) => r.uuid(),
};

/** One of several literal texts. */
export const word = (...texts: readonly string[]): Shape & { literal: true } => ({
  source: texts.length === 1 ? escape(texts[0] ?? '') : `(?:${texts.map(escape).join('|')})`,
  follow: '0-9A-Za-z',
  prefix: commonPrefix(texts),
  prefixes: texts,
  literal: true,
  make: (r) => r.pick(texts),
});

/** Parts one after the other; a string stands for itself. */
export function seq(...parts: readonly (Shape | string)[]): Shape {
  const shapes = parts.map((p) => (typeof p === 'string' ? word(p) : p));
  const last = shapes.at(-1);
  if (!last) throw new Error('seq of nothing');
  let prefixes: readonly string[] = [''];
  for (const shape of shapes) {
    prefixes = prefixes.flatMap((p) => shape.prefixes.map((q) => p + q));
    if (!('literal' in shape)) break;
  }
  const prefix = commonPrefix(prefixes);
  return {
    source: shapes.map((s) => s.source).join(''),
    follow: last.follow,
    prefix,
    prefixes,
    make: (r) => shapes.map((s) => s.make(r)).join(''),
  };
}

/** Any one of several shapes; longer or more special ones first. */
export function oneOf(...shapes: readonly Shape[]): Shape {
  const sets = new Set(shapes.map((s) => s.follow));
  return {
    source: `(?:${shapes.map((s) => (sets.size > 1 ? s.source + notBefore(s) : s.source)).join('|')})`,
    follow: sets.size === 1 ? (shapes[0]?.follow ?? '') : '',
    prefix: commonPrefix(shapes.map((s) => s.prefix)),
    prefixes: shapes.flatMap((s) => s.prefixes),
    make: (r) => r.pick(shapes).make(r),
  };
}

/** The same shape with examples of one's own: with a checksum, or of bytes that mean something. */
export function made(shape: Shape, make: (random: Random) => string): Shape {
  return { ...shape, make };
}

/** Neither the token's own characters nor any other letter or digit may follow. */
export function notBefore(shape: Shape): string {
  if (shape.follow === '') return '';
  const rest = shape.follow.replace('0-9A-Za-z', '').replace('A-Za-z', '').replace('0-9', '');
  return `(?![0-9A-Za-z${rest.replace(/[a-zA-Z]-[a-zA-Z]/g, '').replace(/[2-7]-[2-7]/, '')}])`;
}

/**
 * No letter or digit stands before the token, unless as the end of an escape: `\n`, `%22`, `\u003d`, `\x1b[31m`.
 */
export const LEFT =
  '(?<![0-9A-Za-z](?<!\\\\[bfnrtv0]|%[0-9A-Fa-f]{2}|\\\\u[0-9A-Fa-f]{4}|\\\\x[0-9A-Fa-f]{2}|\\[[0-9;]{1,8}m))(?!(?<=\\\\)[nrt])';

/** Literal text in a regular expression. */
export function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** A name in any case, with any one of blank, `_`, `-`, `.` or nothing where the name has a blank: `new relic`. */
export function anyCase(name: string): string {
  return Array.from(name, (c) => {
    if (c === ' ') return '[ _.-]?';
    return /[a-z]/i.test(c) ? `[${c.toUpperCase()}${c.toLowerCase()}]` : escape(c);
  }).join('');
}

function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? '';
  for (const t of texts) while (!t.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}
