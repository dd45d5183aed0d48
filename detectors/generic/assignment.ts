import type { Detector } from '../../src/engine/types.ts';
import { isPublishedExample } from '../helpers/published-keys.ts';
import { namedAfterProduct } from '../long-tail/named.ts';

/** What a literal may be wrapped in: it stays one. */
const wrapper = String.raw`(?:\[\]byte|bytes|bytearray|[\w.]{0,20}b64decode|Buffer\.from|(?:new[ \t])?String|str|String\.valueOf|atob|SecretStr|new[ \t]SecureString)`;

/** What may stand between a name and its value. */
const separator = [
  // ${name:-value}
  String.raw`(?<=\$\{[\w.-]{1,80}):[-=?+]?`,
  // "name": | name = | name := | name => | name: Type = | name == | name != | ['name'] = | name: [ | **name:** | name：
  String.raw`\\{0,3}["'\x60\]\)}*]{0,3}[ \t]{0,20}(?::[ \t]{0,4}[A-Za-z_&*][\w<>\[\].|?]{0,30}[ \t]{0,4}=|:=|=>|->|[=!]==?|\?=|\|\|=|\?\?=|\+=|[:=]\*{0,2}|\xef\xbc\x9a)[ \t]{0,20}(?:(?:[\[{(]|${wrapper}\()\s{0,40}(?=[bN]?["'\x60])(?!["'][\w-]{1,40}["']\s{0,4}(?::|=>)))?(?:\r?\n[ \t]{1,40}(?=["']))?`,
  // name("value") | name, "value" | name "value"
  String.raw`\\{0,3}["'\x60]?[ \t]{0,4}[(,][ \t]{0,8}(?:(?:default|def|fallback)[ \t]{0,2}[=:][ \t]{0,2})?(?:\r?\n[ \t]{0,40})?(?=\\{0,3}["'\x60])(?!\\{0,3}["'][\w.-]{1,40}\\{0,3}["']\s{0,8}(?::|=>))`,
  String.raw`["']?[ \t]{1,8}(?=["'])`,
  // name || "value" | get("name") or "value" | fetch("name") { "value" }
  String.raw`["'\])]{0,3}[ \t]{1,4}(?:\|\||\?\?|\?:|or)[ \t]{1,4}(?=["'\x60])`,
  String.raw`["'][\])]{1,2}[ \t]{0,4}\{[ \t]{0,4}(?=["'])`,
  // name As String = "value" | name string = "value" | name[] = "value"
  String.raw`[ \t]{1,4}(?:As[ \t]{1,4})?[\w.*&<>\[\]]{1,24}[ \t]{0,4}=[ \t]{0,4}(?=["'\x60])`,
  String.raw`\[\w{0,20}\][ \t]{0,4}=[ \t]{0,4}(?=["'{])`,
  // password is value | | password | value |
  String.raw`["'\x60*]{0,2}[ \t]{1,3}(?:is|was)(?:[ \t]{1,3}set[ \t]{1,3}to)?:?[ \t]{1,3}(?=["'\x60*]|[^\s"'\x60]{0,40}\d)\*{0,2}`,
  String.raw`["'\x60*]{0,2}[ \t]{0,20}\|[ \t]{1,20}`,
  // <name>value | <key>name</key><string>value | <name>name</name><value>value | <… name="name">value
  String.raw`(?:[ \t][^<>\n]{0,80})?>(?:<!\[CDATA\[)?(?=[^<>\s])`,
  String.raw`(?:</(?:key|name)>|>)\s{0,40}<(?:string|value)>`,
  String.raw`["'](?:[ \t][^<>\n]{0,60})?>(?=[^<>\s])`,
  // name="…" value="value" | "name": "…", "value": "value" | - name: …, value: value
  String.raw`["'][ \t]{1,8}(?:[\w:-]{1,20}=["'][^"'\n]{0,60}["'][ \t]{1,8}){0,3}value[ \t]{0,4}=[ \t]{0,4}`,
  String.raw`["']?,?[ \t]{0,8}(?:\r?\n[ \t]{0,40})?["']?value["']?[ \t]{0,8}[:=][ \t]{0,8}`,
  // variable "name" { default = "value" | name: { Type: String, Default: value
  String.raw`["'][ \t]{0,4}\{\s{0,40}(?:(?:type|description|sensitive)[ \t]{0,20}=[^\n]{0,80}\s{1,40}){0,3}default[ \t]{0,20}=[ \t]{0,8}`,
  String.raw`["']?:[ \t]{0,4}\{?\s{1,40}(?:["']?(?:type|description|noecho)["']?:[^\n]{0,80}\n\s{1,40}){0,2}["']?default["']?:[ \t]{1,4}`,
  // --name value | ENV NAME value
  String.raw`(?<=(?:[\s"'(=]--?|\b(?:ENV|ARG|SetEnv|setx|setenv|define|set[ \t]{1,4}-[a-zA-Z]{1,4})[ \t]{1,4})[\w.-]{1,60})[ \t]{1,4}(?:pass:)?(?=[^ \t\-=:|&])`,
].join('|');

/** A quoted string, or what stands bare up to a blank or the markup around it. A variable with a default is none. */
export const literal = String.raw`(?:[brfuBRFULN@$]{1,2}(?=["'\x60]))?(?:""(?=")|''(?='))?(?!["'\x60]?\$\{[\w.-]{1,80}:[^}]|process\.env\b|os\.environ\b|os\.getenv\b|getenv\(|ENV[.\[]|env\()(?<secret>"(?:[^"\\\n]|\\.){1,400}"|'(?:[^'\\\n]|\\.){1,400}'|\x60[^\x60\n]{1,400}\x60|\\{1,3}"(?:[^"\\\n]|\\(?!")){1,400}\\{1,3}"|(?!["'\x60\\])(?:[^\s"'\x60<>&;,]|[&;,](?![\w.-]{1,40}=)){3,400})`;

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
  while (at < closing + 3 && closes(bytes[at])) at++;
  const closed = at > closing;
  let blanks = 0;
  while (blanks < 20 && isBlank(bytes[at])) {
    at++;
    blanks++;
  }
  const byte = bytes[at];
  switch (byte) {
    case 0x3a: // : :=
      if (bytes[at + 1] === newline || bytes[at + 1] === 0x0d || bytes[at + 2] === 0x7b)
        return assigned(bytes, at + 1) || holds(bytes, at, 160, 'default');
      return assigned(bytes, at + 1);
    case 0x21: // !=
      return quotedSoon(bytes, at + 2);
    case 0x3d: // = == =>
      if (bytes[at + 1] === 0x3d) return quotedSoon(bytes, bytes[at + 2] === 0x3d ? at + 3 : at + 2);
      return assigned(bytes, at + 1);
    case 0x3f: // ?= ??
    case 0x2b: // +=
      return assigned(bytes, at + 1);
    case 0x7c: // ||= || |
      return assigned(bytes, at + 1) && (bytes[at + 1] === byte || inTable(bytes, start));
    case 0xef: // the colon of Chinese and Japanese text
      return bytes[at + 1] === 0xbc && bytes[at + 2] === 0x9a && mayBegin(bytes, at + 3);
    case 0x3e: // > ->
      if (bytes[nameEnd - 1] === 0x2d) return quotedSoon(bytes, at + 1);
      if (bytes[at + 1] === 0x3c || (bytes[at + 1] as number) <= 0x20)
        return (
          holds(bytes, at, 48, '<string>') || holds(bytes, at, 48, '<value>') || holds(bytes, at, 4, '<![')
        );
      return mayBegin(bytes, at + 1);
    case 0x5b: // []
      return quotedAfterEquals(bytes, at);
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
      return bytes[at + 1] === 0x2f && (holds(bytes, at, 60, '<string>') || holds(bytes, at, 60, '<value>'));
    case 0x7b: // {
      return closed && (quotedSoon(bytes, at + 1) || holds(bytes, at, 240, 'default'));
    default:
      if (byte === undefined || blanks === 0) return false;
      if (isVerb(bytes, at)) return true;
      if (closed && (holds(bytes, at, 160, 'value') || holds(bytes, at, 60, '>'))) return true;
      return isOption(bytes, start) || quotedAfterEquals(bytes, at) || inTag(bytes, start, at);
  }
}

const closes = (byte: number | undefined): boolean =>
  isQuote(byte) || byte === 0x5d || byte === 0x29 || byte === 0x7d || byte === 0x2a;

/** `is`, `was`, `or`: a sentence that tells it, a default. */
function isVerb(bytes: Uint8Array, at: number): boolean {
  const first = (bytes[at] as number) | 0x20;
  if (first === 0x6f) return startsWith(bytes, at, 'or ') && isQuote(bytes[at + 3]);
  if (first !== 0x69 && first !== 0x77) return false;
  if (!startsWith(bytes, at, 'is ') && !startsWith(bytes, at, 'is:') && !startsWith(bytes, at, 'was '))
    return false;
  // A quoted word or one with a digit, at once or after a few more.
  for (let i = at + 3; i < at + 56; i++) {
    const byte = bytes[i];
    if (byte === undefined || byte === newline) return false;
    if (isQuote(byte) || isDigit(byte) || byte === 0x2a) return true;
  }
  return false;
}

/** A row of a Markdown table. */
function inTable(bytes: Uint8Array, start: number): boolean {
  let at = start;
  while (at > 0 && start - at < 200 && bytes[at - 1] !== newline) at--;
  while (isBlank(bytes[at])) at++;
  return bytes[at] === 0x7c;
}

/** `<name attribute="…">value`. */
function inTag(bytes: Uint8Array, start: number, at: number): boolean {
  let from = start;
  while (from > 0 && start - from < 60 && isNameByte(bytes[from - 1])) from--;
  return (bytes[from - 1] === 0x3c || bytes[from - 1] === 0x3a) && holds(bytes, at, 80, '>');
}

/** `name string = "value"`, `name[] = "value"`: up to the equals sign a type. */
function quotedAfterEquals(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at < from + 32; at++) {
    const byte = bytes[at];
    if (byte === 0x3d) return quotedSoon(bytes, at + 1) || bytes[at + 1] === 0x7b || bytes[at + 2] === 0x7b;
    if (byte === 0x5b || byte === 0x5d || byte === 0x2a || byte === 0x3c || byte === 0x3e || byte === 0x26)
      continue;
    if (!isNameByte(byte) && !isBlank(byte)) return false;
  }
  return false;
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
    (bytes[at] === 0x3d ||
      bytes[at] === 0x3e ||
      bytes[at] === 0x7c ||
      bytes[at] === 0x3a ||
      bytes[at] === 0x3f ||
      bytes[at] === 0x2a)
  )
    at++;
  while (at < from + 24 && isBlank(bytes[at])) at++;
  const byte = bytes[at];
  if (byte === newline || byte === 0x0d) return quotedSoon(bytes, at) || valueNext(bytes, at);
  if (byte === 0x5b && bytes[at + 1] === 0x5d)
    return holds(bytes, at, 12, '("') || holds(bytes, at, 12, "('");
  if (byte === 0x5b || byte === 0x7b || byte === 0x28 || byte === 0x5c) return quotedSoon(bytes, at + 1);
  if (isQuote(byte)) return bytes[at + 1] !== byte || bytes[at + 2] === byte;
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
      return isQuote(bytes[at + 1]) || isQuote(bytes[at + 2])
        ? wraps(bytes, from, at) || hasType(bytes, from, at)
        : false;
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

/** Whether a call's name ends like one that takes a literal and leaves it what it is. */
function wraps(bytes: Uint8Array, from: number, at: number): boolean {
  return /(?:bytes|bytearray|b64decode|Buffer\.from|[Ss]tr|String|valueOf|atob|SecretStr|SecureString)$/.test(
    String.fromCharCode(...bytes.subarray(from, at)),
  );
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

/** `value`, `default`, `fallback` after blanks, a line end, a quote. */
function valueNext(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (at < from + 50 && ((bytes[at] as number) <= 0x20 || bytes[at] === 0x22 || bytes[at] === 0x27)) at++;
  switch ((bytes[at] as number) | 0x20) {
    case 0x76:
      return startsWith(bytes, at, 'value');
    case 0x64:
      return startsWith(bytes, at, 'default');
    case 0x66:
      return startsWith(bytes, at, 'fallback');
    default:
      return false;
  }
}

const beforeName = ['env', 'arg', 'setenv', 'setx', 'define'] as const;

/** `--password value`, `ENV PASSWORD value`: what stands before the name on its line. */
function isOption(bytes: Uint8Array, start: number): boolean {
  let at = start;
  while (at > 0 && start - at < 60 && isNameByte(bytes[at - 1])) at--;
  if (bytes[at] === 0x2d) return true;
  let stop = at;
  while (stop > 0 && at - stop < 4 && isBlank(bytes[stop - 1])) stop--;
  if (bytes[stop - 2] === 0x2d || bytes[stop - 3] === 0x2d) {
    // set -x NAME value, set -gx NAME value
    stop -= bytes[stop - 2] === 0x2d ? 2 : 3;
    return startsWith(bytes, stop - 4, 'set ');
  }
  return (
    stop < at && beforeName.some((word) => stop >= word.length && startsWith(bytes, stop - word.length, word))
  );
}

/** A generic detector: a name with one of the keywords in it, then something that assigns, then a literal. */
export function assignment(
  spec: Pick<Detector, 'id' | 'title' | 'severity' | 'keywords' | 'examples'> & {
    /** The word that the pattern begins with, where the keywords are that and something more. */
    readonly word?: string;
    /** Looks at what stands before the keyword. */
    readonly left?: (bytes: Uint8Array, start: number, end: number) => boolean;
  },
): Detector {
  const { left, word, ...rest } = spec;
  const look: Detector['quick'] = (bytes, start, end) => {
    const stop = word === undefined ? end : start + word.length;
    return quick(bytes, start, stop) && (left === undefined || left(bytes, start, stop));
  };
  return {
    ...rest,
    vendor: 'generic',
    generic: true,
    named: namedAfterProduct,
    check: (value) =>
      isPublishedExample(value)
        ? { verdict: 'published', note: 'a published example' }
        : { verdict: 'unknown' },
    anchored: true,
    confidence: 'possible',
    pattern: new RegExp(
      `(?:${word ?? spec.keywords.join('|')})[\\w.$-]{0,40}?(?:${separator})${literal}`,
      'i',
    ),
    reach: { before: 0, after: 480 },
    quick: look,
    documentation: 'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html',
  };
}
