import { bigrams, words } from './text-model.ts';

/**
 * How unlike written text and identifiers a value is: the mean number of bits that each character costs under a bigram
 * model of source text. Words cost 3 to 4, random letters and digits 5 and more.
 */
export function bigramRarity(value: string): number {
  let bits = 0;
  let previous = symbolOf('_');
  for (let i = 0; i < value.length; i++) {
    const symbol = symbolOf(value[i] ?? '');
    bits += (bigrams.charCodeAt(previous * symbolCount + symbol) - 40) / 4;
    previous = symbol;
  }
  return value.length === 0 ? 0 : bits / value.length;
}

const symbolCount = 55;

/** Letters stand for themselves, digits for one another (plus the bits that tell ten of them apart), the rest by kind. */
function symbolOf(c: string): number {
  const code = c.charCodeAt(0);
  if (code >= 97 && code <= 122) return code - 97;
  if (code >= 65 && code <= 90) return code - 65 + 26;
  if (code >= 48 && code <= 57) return 52;
  return c === '_' || c === '-' || c === '.' || c === ' ' || c === '/' ? 53 : 54;
}

interface Dictionary {
  readonly words: ReadonlySet<string>;
  /** How the words begin: at most places of a value none does. */
  readonly beginnings: ReadonlySet<string>;
}

/** Made when the first value is looked at: most runs on one file look at none. */
let known: Dictionary | undefined;
const longestWord = 14;

function makeDictionary(): Dictionary {
  const list = words.split(' ');
  return { words: new Set(list), beginnings: new Set(list.map((word) => word.slice(0, 4))) };
}

/** The share of a value's characters that common words of four letters or more cover. */
export function wordCover(value: string): number {
  const dictionary = (known ??= makeDictionary());
  const text = value.toLowerCase();
  let covered = 0;
  for (let at = 0; at < text.length;) {
    let length = dictionary.beginnings.has(text.slice(at, at + 4))
      ? Math.min(longestWord, text.length - at)
      : 0;
    while (length >= 4 && !dictionary.words.has(text.slice(at, at + length))) length--;
    if (length >= 4) covered += length;
    at += length >= 4 ? length : 1;
  }
  return text.length === 0 ? 0 : covered / text.length;
}
