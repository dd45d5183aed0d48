import { Random } from '../../detectors/helpers.ts';
import type { Detector } from '../../src/engine/types.ts';

/** Texts that make the most work for a detector: what nearly matches, over and over, up to `size` bytes. */
export function adversaries(detector: Detector, size: number): { name: string; bytes: Buffer }[] {
  const random = new Random(`adversary of ${detector.id}`);
  const keywords = detector.keywords.flatMap((keyword) => [keyword, keyword.toUpperCase()]);
  const [keyword = ''] = keywords;
  const [hit] = detector.examples().hits;
  const value =
    hit === undefined ? '' : typeof hit === 'string' ? hit : 'value' in hit ? hit.value : hit.secret;
  const name = typeof hit === 'object' && 'name' in hit ? hit.name : keyword;
  const text = typeof hit === 'object' && 'text' in hit ? hit.text : `${name}="${value}"`;
  const middle = value.slice(value.length >> 2, -1) || 'a1';
  const cut = text.slice(0, text.indexOf(value) + value.length - 1);
  const repeated = (unit: string): string => unit.repeat(Math.ceil(size / Math.max(1, unit.length)));
  const texts: Record<string, string> = {
    'the keyword': repeated(keyword),
    'all keywords': repeated(keywords.join('_')),
    'keyword and the value’s characters': repeated(keyword + middle.repeat(1 + 300 / middle.length)),
    'a value without end': `${cut}${repeated(middle)}`,
    'values that end too early': repeated(`${cut}!\n`),
    'names without value': repeated(`${name} = \n`),
    'names in one line': repeated(`${name}: `),
    // What patterns skip: blanks, quotes, separators.
    blanks: repeated(`${keyword}${' '.repeat(300)}`),
    'quotes and commas': repeated(`${keyword}${',"'.repeat(100)}`),
    backslashes: repeated(`${keyword}${'\\'.repeat(100)}"${'\\"'.repeat(60)}`),
    'pieces of it': '',
  };
  // Pieces of the example in any order, so that every part of the pattern is met again and again.
  const pieces = text.match(/[\w]{1,12}|[^\w]{1,3}/g) ?? [text];
  let mixed = '';
  while (mixed.length < size) mixed += random.pick([...pieces, keyword]);
  texts['pieces of it'] = mixed;
  return Object.entries(texts).map(([what, made]) => ({
    name: what,
    bytes: Buffer.from(made, 'latin1').subarray(0, size),
  }));
}
