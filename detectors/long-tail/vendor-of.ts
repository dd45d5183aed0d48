import { wordCover } from '../../src/engine/text.ts';
import { products } from './products.ts';

/** Each product's name without blanks, and in kebab-case; made when the first generic match is named. */
let table: ReadonlyMap<string, string> | undefined;

function load(): ReadonlyMap<string, string> {
  return new Map(
    products
      .trim()
      .split('\n')
      .map((name) => [name.replaceAll(' ', ''), name.replaceAll(' ', '-')]),
  );
}

const secretWord = /[\w.-]*(?:key|token|secret|pass|pwd|auth|cred|jwt)[\w.-]*/gi;
/** A key, a section or an opening call alone on its line: what the lines below belong to. */
const parent =
  /^[\s{-]{0,40}["'[<]{0,2}([\w.][\w. -]{1,60})["'\]>]{0,2}\s{0,4}(?:[:=]|=>)?\s{0,4}[{[(]?\s{0,4}$/;
/** What a name written in one word ends in: `acmepayapikey`. */
const ending =
  /(?:api|app|access|auth|secret|client|private|public|master|admin|service|server|user|account)*(?:key|token|secret|password|passwd|pwd|pass|credential)s?$/;
const longest = 4;

/** A host in an address, and what is written in a comment on the same line. */
const host = /(?:https?:\/\/|@)([\w.-]{4,80})/;
const remark = /[ \t](?:#|\/\/|--|;)[ \t]{0,4}([^\n]{2,80})/;

/**
 * Product names that are ordinary words too. Such a one, and one of ordinary words, counts in the value's name alone.
 */
const ordinaryWords = new Set(
  'adjust checkout cognito emailable freeflow front google hover iterable justgiving linear matrix multipass overloop readme render segment signable square stoplight teamwork travis watson workable'.split(
    ' ',
  ),
);

/**
 * The product, in kebab-case, that the text around a value names: on the left in the value's own name, else on its
 * line, else in the name of what it belongs to; on the right by a host or a remark.
 */
export function vendorOf(left: string, right = ''): string | undefined {
  return onLeft(left) ?? onRight(right);
}

/** `-H "Authorization: Bearer …" https://api.acme.com/v1`, `"…" # acme`: on the line or, of an address, the next two. */
function onRight(right: string): string | undefined {
  const lines = right.split(/\r?\n/, 3);
  const address = host.exec(lines.join('\n'))?.[1] ?? '';
  return named(address, false) ?? named(remark.exec(lines[0] ?? '')?.[1] ?? '', false);
}

function onLeft(left: string): string | undefined {
  const lines = left.split(/\r?\n/);
  const own = lines.pop() ?? '';
  const name = [...own.matchAll(secretWord)].at(-1)?.[0] ?? '';
  const found = named(name, true) ?? named(own.slice(-160), false);
  if (found !== undefined) return found;
  // The first line may have lost its beginning.
  if (left.length > 256) lines.shift();
  let indent = indentOf(own);
  for (const line of lines.reverse()) {
    const section = line.startsWith('[');
    if (line.trim() === '' || (indentOf(line) >= indent && !section)) continue;
    const product = named(parent.exec(line)?.[1] ?? '', false);
    if (product !== undefined) return product;
    if (section) break;
    indent = indentOf(line);
  }
  return undefined;
}

function indentOf(line: string): number {
  return line.search(/\S|$/);
}

function named(text: string, ordinary: boolean): string | undefined {
  table ??= load();
  const words = text
    .split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/)
    .filter(Boolean)
    .map((word) => word.toLowerCase());
  let best: string | undefined;
  // The longest name, and of two the nearer one.
  for (let end = words.length; end > 0; end--) {
    for (let start = Math.max(0, end - longest); start < end; start++) {
      const joined = words.slice(start, end).join('');
      const product =
        table.get(joined) ?? (start === end - 1 ? table.get(joined.replace(ending, '')) : undefined);
      if (product === undefined || product.length <= (best?.length ?? 0)) continue;
      if (ordinary || !isOrdinary(product)) best = product;
    }
  }
  return best;
}

function isOrdinary(product: string): boolean {
  return product.includes('-') ? wordCover(product.replaceAll('-', '')) >= 1 : ordinaryWords.has(product);
}
