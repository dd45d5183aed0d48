import type { LineIndex } from './text.ts';
import type { ValueBuilder } from './values.ts';

/**
 * Reads `KEY=value` lines: dotenv with `export`, single, double and back quotes (also over several lines) and comments.
 * @see https://github.com/motdotla/dotenv#what-rules-does-the-parsing-engine-follow
 */
export function readDotenv(text: string, _lines: LineIndex, builder: ValueBuilder): void {
  const entry =
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*(?:'([^']*)'|"((?:[^"\\]|\\[^])*)"|`([^`]*)`|([^\r\n]*))/gm;
  for (const match of text.matchAll(entry)) {
    const [whole, key = '', single, double, back, bare] = match;
    let stored = single ?? double ?? back ?? bare ?? '';
    let start = match.index + whole.length - stored.length;
    if (bare === undefined) start--;
    else {
      // A comment after a bare value needs a blank before it.
      const comment = /(?:^|[ \t])#/.exec(stored);
      stored = (comment === null ? stored : stored.slice(0, comment.index)).trimEnd();
    }
    const value = double === undefined ? stored : unescape(double);
    builder.add({ address: key, name: key, start, end: start + stored.length }, value, 'literal');
  }
}

function unescape(text: string): string {
  return text.replace(/\\([^])/g, (_, c: string) =>
    c === 'n' ? '\n' : c === 'r' ? '\r' : c === 't' ? '\t' : c,
  );
}
