import { Secret } from '../engine/index.ts';
import type { AddressedValue } from '../manifests/index.ts';

/** A string literal of program text. */
export interface Literal {
  /** UTF-16 offsets, quotes included. */
  readonly start: number;
  readonly end: number;
  /** What the string holds; undefined where its escapes are not plain. */
  readonly value: string | undefined;
}

/** How a language writes strings and comments. The first groups are strings; what has no group is passed over. */
export interface Syntax {
  readonly tokens: RegExp;
  /** The quote of strings without escapes. */
  readonly raw?: string;
}

const double = String.raw`"(?:[^"\\\n]|\\[^])*"?`;
const single = String.raw`'(?:[^'\\\n]|\\[^])*'?`;
const backticks = '`(?:[^`\\\\]|\\\\[^])*`?';
const slashes = String.raw`\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)`;
const expression = String.raw`(?<=[=(,:[!&|?{};\n][ \t]{0,20})\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.){0,99}\]){1,499}\/`;
const tokens = (...parts: readonly string[]): RegExp => new RegExp(parts.join('|'), 'g');

export const syntaxes = {
  javascript: { tokens: tokens(slashes, expression, `(${double}|${single}|${backticks})`) },
  python: {
    tokens: tokens(
      '#[^\\n]*',
      String.raw`("""|''')(?:[^\\]|\\[^])*?(?:\1|$)`,
      `(?<string>${double}|${single})`,
    ),
  },
  go: { tokens: tokens(slashes, single, `(${double}|\`[^\`]*\`?)`), raw: '`' },
  java: { tokens: tokens(slashes, String.raw`"""[^]*?(?:"""|$)`, single, `(${double})`) },
  csharp: {
    tokens: tokens(slashes, String.raw`"""[^]*?(?:"""|$)|[@$]{1,2}"(?:[^"]|"")*"?`, single, `(${double})`),
  },
  ruby: { tokens: tokens('#(?!\\{)[^\\n]*', `(${double}|${single})`) },
} satisfies Readonly<Record<string, Syntax>>;

/** Every string literal on one line that a value could be. Comments and strings of several lines are passed over. */
export function literalsOf(text: string, { tokens: pattern, raw }: Syntax): Literal[] {
  const found: Literal[] = [];
  for (const match of text.matchAll(pattern)) {
    const token = match.groups?.['string'] ?? (match.groups === undefined ? match[1] : undefined);
    const quote = token?.[0];
    if (token === undefined || quote === undefined || token.length < 3 || !token.endsWith(quote)) continue;
    const inner = token.slice(1, -1);
    const start = match.index;
    // A string in single quotes has the language's own escapes, if any.
    const odd = quote === "'" && inner.includes('\\');
    found.push({
      start,
      end: start + token.length,
      value: quote === raw ? inner : odd ? undefined : unescaped(inner),
    });
  }
  return found;
}

/** The escapes that all of the languages read alike. */
function unescaped(inner: string): string | undefined {
  const plain = { n: '\n', r: '\r', t: '\t', '\\': '\\', '"': '"', "'": "'" };
  if (!/^(?:[^\\]|\\[nrt\\"'])*$/.test(inner) || /\$\{|#\{/.test(inner)) return undefined;
  return inner.replaceAll(/\\(.)/g, (_, char: string) => plain[char as keyof typeof plain]);
}

/** The literals as values with an address, as a document has them. */
export function literalValues(text: string, syntax: Syntax): AddressedValue[] {
  const values: AddressedValue[] = [];
  let line = 1;
  let at = 0;
  let bytes = 0;
  for (const { start, end, value } of literalsOf(text, syntax)) {
    const between = text.slice(at, start);
    line += between.split('\n').length - 1;
    bytes += Buffer.byteLength(between);
    const length = Buffer.byteLength(text.slice(start, end));
    if (value !== undefined)
      values.push({
        address: `string at ${line}:${start - text.lastIndexOf('\n', start - 1)}`,
        name: '',
        class: 'literal',
        span: { start: bytes + 1, end: bytes + length - 1 },
        value: Secret.fromText(value),
        decoded: [],
        line,
        document: 0,
        path: [],
      });
    line += text.slice(start, end).split('\n').length - 1;
    at = end;
    bytes += length;
  }
  return values;
}

/** A programming language that can read its environment. */
export interface Language {
  readonly title: string;
  readonly syntax: Syntax;
  read(name: string): string;
  /** Lines, or what stands before a literal, where only a constant may stand. */
  readonly constant?: RegExp;
  readonly comment: RegExp;
  /** The line that must be there, and what says that it is. */
  readonly needs?: 'python-os' | 'go-os';
}

const cLike = /^(?:\/\/|\/\*)/;
const javascript: Language = {
  title: 'JavaScript',
  syntax: syntaxes.javascript,
  read: (name) => `process.env.${name}`,
  comment: cLike,
};
const typescript: Language = { ...javascript, title: 'TypeScript', read: (name) => `process.env.${name}!` };
const java: Language = {
  title: 'Java',
  syntax: syntaxes.java,
  read: (name) => `System.getenv("${name}")`,
  constant: /@\w|\bconst\b|\bcase\b/,
  comment: cLike,
};
const languages: Readonly<Record<string, Language>> = {
  py: {
    title: 'Python',
    syntax: syntaxes.python,
    read: (name) => `os.environ["${name}"]`,
    comment: /^#/,
    needs: 'python-os',
  },
  js: javascript,
  mjs: javascript,
  cjs: javascript,
  jsx: javascript,
  ts: typescript,
  mts: typescript,
  cts: typescript,
  tsx: typescript,
  go: {
    title: 'Go',
    syntax: syntaxes.go,
    read: (name) => `os.Getenv("${name}")`,
    constant: /^\s*(?:const|case)\b/,
    comment: cLike,
    needs: 'go-os',
  },
  java,
  kt: { ...java, title: 'Kotlin' },
  cs: {
    title: 'C#',
    syntax: syntaxes.csharp,
    read: (name) => `System.Environment.GetEnvironmentVariable("${name}")`,
    constant: /^\s*\[|\bconst\b|\bcase\b/,
    comment: cLike,
  },
  rb: { title: 'Ruby', syntax: syntaxes.ruby, read: (name) => `ENV.fetch("${name}")`, comment: /^#/ },
};

export function languageOf(path: string): Language | undefined {
  return languages[/\.([a-z]+)$/.exec(path)?.[1] ?? ''];
}
