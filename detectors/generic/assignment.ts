import type { Detector } from '../../src/engine/types.ts';

/** What may stand between a name and its value. */
const separator = [
  // "name": | name = | name := | name => | name: Type = | name == | name != | ['name'] = | name: [
  String.raw`\\{0,3}["'\x60\]\)}]{0,3}[ \t]{0,20}(?::[ \t]{0,4}[A-Za-z_&*][\w<>\[\].|?]{0,30}[ \t]{0,4}=|:=|=>|->|[=!]==?|\?=|\|\|=|\?\?=|[:=])[ \t]{0,20}(?:[\[{(][ \t]{0,4}(?=["'\x60]))?(?:\r?\n[ \t]{1,40}(?=["']))?`,
  // name("value") | name, "value" | name "value"
  String.raw`\\{0,3}["'\x60]?[ \t]{0,4}[(,][ \t]{0,8}(?:\r?\n[ \t]{0,40})?(?=\\{0,3}["'\x60])(?!\\{0,3}["'][\w.-]{1,40}\\{0,3}["']\s{0,8}:)`,
  String.raw`["']?[ \t]{1,8}(?=["'])`,
  // <name>value | <key>name</key><string>value
  String.raw`(?:[ \t][^<>\n]{0,80})?>(?=[^<>\s])`,
  String.raw`</key>\s{0,40}<string>`,
  // name="…" value="value" | "name": "…", "value": "value" | - name: …, value: value
  String.raw`["'][ \t]{1,8}(?:[\w:-]{1,20}=["'][^"'\n]{0,60}["'][ \t]{1,8}){0,3}value[ \t]{0,4}=[ \t]{0,4}`,
  String.raw`["']?,?[ \t]{0,8}(?:\r?\n[ \t]{0,40})?["']?value["']?[ \t]{0,8}[:=][ \t]{0,8}`,
  // variable "name" { default = "value"
  String.raw`["'][ \t]{0,4}\{\s{0,40}(?:(?:type|description|sensitive)[ \t]{0,20}=[^\n]{0,80}\s{1,40}){0,3}default[ \t]{0,20}=[ \t]{0,8}`,
  // --name value | ENV NAME value
  String.raw`(?<=(?:[\s"'(=]--?|\b(?:ENV|ARG|SetEnv|setx|setenv|define)[ \t]{1,4})[\w.-]{1,60})[ \t]{1,4}(?=[^ \t\-=:|&])`,
].join('|');

/** A quoted string, or what stands bare up to a blank or the markup around it. */
const literal = String.raw`(?:[brfuBRFUL@$]{1,2}(?=["'\x60]))?(?<secret>"(?:[^"\\\n]|\\.){1,400}"|'(?:[^'\\\n]|\\.){1,400}'|\x60[^\x60\n]{1,400}\x60|\\{1,3}"(?:[^"\\\n]|\\(?!")){1,400}\\{1,3}"|(?!["'\x60\\])(?:[^\s"'\x60<>&;,]|[&;,](?![\w.-]{1,40}=)){3,400})`;

const newline = 0x0a;
const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09;
const isQuote = (byte: number | undefined): boolean => byte === 0x22 || byte === 0x27 || byte === 0x60;
const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isNameByte = (byte: number | undefined): boolean =>
  byte !== undefined &&
  (isLetter(byte) || isDigit(byte) || byte === 0x5f || byte === 0x2d || byte === 0x2e || byte === 0x24);

/** Ends of names that say something about a secret rather than hold one: `password_length`, `tokenType`. */
const aboutIt =
  /(?:^|[^a-z])(?:names?|types?|files?|filename|paths?|dir|fields?|length|len|size|count|num|expires?|expiry|expired|expiration|ttl|age|timeout|hint|labels?|url|uri|urls|endpoint|policy|policies|reset|prefix|suffix|format|headers?|algorithm|alg|class|style|regex|pattern|title|description|desc|placeholder|tooltip|column|param|params|parameter|method|validator|validation|strength|min|max|error|errors|msg|message|required|enabled|disabled|visible|invalid|missing|ref|refs|reference|provider|manager|service|store|storage|handler|factory|generator|helper|util|utils|input|button|form|page|screen|view|dialog|component|props|map|list|index|version|bits|usage|mode|status|state|event|events|press|down|up|code|codes|board|frames?|words?|chain|stroke|space|set|sets|by|of|is|has|for|at|on|user|users|username|login|email|account|realm|scheme|backend|server|host|port|db|database|domain|group|role|roles|scope|scopes|plugin|module|template|callback|hook|middleware|guard|prototype|preference|depth|fail|through|thru)$/i;

/** Something like a value must follow the name: most mentions of a word have nothing of the kind. */
function quick(bytes: Uint8Array, start: number, end: number): boolean {
  if (goesOn(bytes, end)) return false;
  let at = end;
  while (at < end + 40 && isNameByte(bytes[at])) at++;
  const nameEnd = at;
  if (!opensValue(bytes, start, at)) return false;
  return nameEnd <= end + 1 || restMayName(bytes, end, nameEnd);
}

/** Whether what follows a name's end assigns, and something like a value comes after it. */
function opensValue(bytes: Uint8Array, start: number, nameEnd: number): boolean {
  let at = nameEnd;
  while (bytes[at] === 0x5c) at++;
  const closing = at;
  while (
    at < closing + 3 &&
    (isQuote(bytes[at]) || bytes[at] === 0x5d || bytes[at] === 0x29 || bytes[at] === 0x7d)
  )
    at++;
  const closed = at > closing;
  let blanks = 0;
  while (blanks < 20 && isBlank(bytes[at])) {
    at++;
    blanks++;
  }
  const byte = bytes[at];
  switch (byte) {
    case 0x21: // !=
      return quotedSoon(bytes, at + 2);
    case 0x3d: // = == =>
      if (bytes[at + 1] === 0x3d) return quotedSoon(bytes, bytes[at + 2] === 0x3d ? at + 3 : at + 2);
      return assigned(bytes, at + 1);
    case 0x3a: // : :=
    case 0x3f: // ?=
    case 0x7c: // ||=
      return assigned(bytes, at + 1);
    case 0x3e: // > ->
      if (bytes[nameEnd - 1] === 0x2d) return quotedSoon(bytes, at + 1);
      return closing === at ? mayBegin(bytes, at + 1) : false;
    case 0x28: // (
    case 0x2c: // ,
      return quotedSoon(bytes, at + 1) || (byte === 0x2c && valueNext(bytes, at + 1));
    case 0x22:
    case 0x27:
      return blanks > 0;
    case 0x0a:
    case 0x0d:
      return valueNext(bytes, at);
    case 0x3c: // </key><string>
      return bytes[at + 1] === 0x2f && holds(bytes, at, 60, '<string>');
    case 0x7b: // {
      return closed && holds(bytes, at, 240, 'default');
    default:
      if (byte === undefined || blanks === 0) return false;
      return closed ? holds(bytes, at, 160, 'value') : isOption(bytes, start);
  }
}

/** Whether the keyword is only the beginning of a longer word: `author`, `passing`, `keyboard`. A plural is none. */
function goesOn(bytes: Uint8Array, end: number): boolean {
  const last = bytes[end - 1] as number;
  const sameCase = (byte: number | undefined): boolean =>
    byte !== undefined && isLetter(byte) && (byte & 0x20) === (last & 0x20);
  const first = bytes[end];
  if (!sameCase(first)) return false;
  return ((first as number) | 0x20) !== 0x73 || sameCase(bytes[end + 1]);
}

/** The name goes on after the word: not to something that is about a secret, nor to a word that has its own detector. */
function restMayName(bytes: Uint8Array, from: number, to: number): boolean {
  const rest = String.fromCharCode(...bytes.subarray(from, to));
  if (/key|token|secret|pass|pwd|credential/i.test(rest)) return false;
  return !aboutIt.test(rest.replace(/([a-z])([A-Z])/g, '$1_$2'));
}

/** After the first byte of what assigns. */
function assigned(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (
    at < from + 3 &&
    (bytes[at] === 0x3d || bytes[at] === 0x3e || bytes[at] === 0x7c || bytes[at] === 0x3a)
  )
    at++;
  while (at < from + 24 && isBlank(bytes[at])) at++;
  const byte = bytes[at];
  if (byte === newline || byte === 0x0d) return quotedSoon(bytes, at) || valueNext(bytes, at);
  if (byte === 0x5b || byte === 0x7b || byte === 0x28 || byte === 0x5c) return quotedSoon(bytes, at + 1);
  if (isQuote(byte)) return bytes[at + 1] !== byte;
  // A string's prefix: r"…", @"…".
  if (isQuote(bytes[at + 1]) || (isQuote(bytes[at + 2]) && bytes[at + 1] !== 0x3d)) return true;
  return mayBegin(bytes, at);
}

/** A bare value: no call, no member of something, no type before a semicolon. */
function mayBegin(bytes: Uint8Array, from: number): boolean {
  let letters = 0;
  let at = from;
  for (; at < from + 48; at++) {
    const byte = bytes[at];
    if (byte === undefined || byte <= 0x20 || isQuote(byte) || byte === 0x3c || byte === 0x3e) break;
    if (byte === 0x28 && letters === at - from)
      return isQuote(bytes[at + 1]) ? hasType(bytes, from, at) : false;
    if (isLetter(byte) || byte === 0x5f || byte === 0x2e || byte === 0x24) letters++;
  }
  if (at - from < 4) return hasType(bytes, from, at);
  const last = bytes[at - 1];
  // `string;`, `options.token,`: identifiers.
  if (
    letters >= at - from - 1 &&
    (last === 0x3b || last === 0x2c || last === 0x29 || last === 0x7d || last === 0x5d)
  )
    return false;
  return true;
}

/** `name: Type = "value"`, `name: &str = `: an assignment to a literal follows on the line. */
function hasType(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = to; at < from + 48; at++) {
    const byte = bytes[at];
    if (byte === newline || byte === undefined) return false;
    if (byte === 0x3d) return quotedSoon(bytes, at + 1);
  }
  return false;
}

function quotedSoon(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (
    at < from + 50 &&
    (isBlank(bytes[at]) || bytes[at] === 0x0d || bytes[at] === newline || bytes[at] === 0x5c)
  )
    at++;
  return isQuote(bytes[at]);
}

/** Whether a word (in lower case) stands within so many bytes. */
function holds(bytes: Uint8Array, from: number, within: number, word: string): boolean {
  const first = word.charCodeAt(0);
  for (let at = from; at < from + within; at++)
    if (((bytes[at] as number) | 0x20) === (first | 0x20) && startsWith(bytes, at, word)) return true;
  return false;
}

function startsWith(bytes: Uint8Array, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i++)
    if (((bytes[at + i] as number) | 0x20) !== (word.charCodeAt(i) | 0x20)) return false;
  return true;
}

/** `value` after blanks, a line end, a quote. */
function valueNext(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (at < from + 50 && ((bytes[at] as number) <= 0x20 || bytes[at] === 0x22 || bytes[at] === 0x27)) at++;
  return startsWith(bytes, at, 'value');
}

const beforeName = ['env', 'arg', 'setenv', 'setx', 'define'] as const;

/** `--password value`, `ENV PASSWORD value`: what stands before the name on its line. */
function isOption(bytes: Uint8Array, start: number): boolean {
  let at = start;
  while (at > 0 && start - at < 60 && isNameByte(bytes[at - 1])) at--;
  if (bytes[at] === 0x2d) return true;
  let stop = at;
  while (stop > 0 && at - stop < 4 && isBlank(bytes[stop - 1])) stop--;
  return (
    stop < at && beforeName.some((word) => stop >= word.length && startsWith(bytes, stop - word.length, word))
  );
}

/** A generic detector: a name with one of the keywords in it, then something that assigns, then a literal. */
export function assignment(
  spec: Pick<Detector, 'id' | 'title' | 'severity' | 'keywords' | 'examples'> & {
    /** Looks at what stands before the keyword. */
    readonly left?: (bytes: Uint8Array, start: number) => boolean;
  },
): Detector {
  const { left, ...rest } = spec;
  return {
    ...rest,
    vendor: 'generic',
    generic: true,
    anchored: true,
    confidence: 'possible',
    pattern: new RegExp(`(?:${spec.keywords.join('|')})[\\w.$-]{0,40}?(?:${separator})${literal}`, 'i'),
    reach: { before: 0, after: 480 },
    quick: left === undefined ? quick : (bytes, start, end) => quick(bytes, start, end) && left(bytes, start),
    documentation: 'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html',
  };
}
