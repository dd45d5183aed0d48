/** Stands for the characters of a template action; from the private use area, so that no ordinary file holds it. */
export const MASK = '\uE000';

const DELIMITERS: readonly (readonly [string, string])[] = [
  ['{{', '}}'],
  ['{%', '%}'],
  ['<%', '%>'],
];

/** Can the text be a template (Go, Helm, Jinja, ERB)? GitHub's `${{ }}` is none. */
export function hasActions(text: string): boolean {
  return DELIMITERS.some(([open]) => text.includes(open));
}

/** Does an action stand where YAML would take it for its own syntax: at the front of a line or of a value? */
export function breaksYaml(text: string): boolean {
  return /^[ \t]*(?:- +)?(?:\{\{|\{%|<%)|:[ \t]+\{\{/m.test(text);
}

const OPENER = /\$?\{\{|\{%|<%/g;

/** Ranges of template actions, in order. One that is not closed ends the search. */
function findActions(text: string): (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  OPENER.lastIndex = 0;
  for (let match = OPENER.exec(text); match !== null; match = OPENER.exec(text)) {
    const close = match[0] === '{%' ? '%}' : match[0] === '<%' ? '%>' : '}}';
    const end = text.indexOf(close, OPENER.lastIndex);
    if (end === -1) break;
    if (!match[0].startsWith('$')) ranges.push([match.index, end + 2]);
    OPENER.lastIndex = end + 2;
  }
  return ranges;
}

/**
 * The text with its actions masked, every character at its place: lines that only hold actions become blank, actions
 * within a line become {@link MASK} characters. So literals beside actions can be read and edited.
 */
export function maskActions(text: string): string {
  const ranges = findActions(text);
  const alone = onLinesOfTheirOwn(text, ranges);
  let result = '';
  let from = 0;
  for (const [i, [start, end]] of ranges.entries()) {
    result +=
      text.slice(from, start) + text.slice(start, end).replace(/[^\r\n]/g, alone[i] === true ? ' ' : MASK);
    from = end;
  }
  return result + text.slice(from);
}

/** For each range: does its line hold nothing but blanks and actions? */
function onLinesOfTheirOwn(text: string, ranges: readonly (readonly [number, number])[]): boolean[] {
  const before: boolean[] = [];
  for (const [i, [start]] of ranges.entries()) {
    const between = text.slice(ranges[i - 1]?.[1] ?? 0, start);
    const newline = between.lastIndexOf('\n');
    const chained = i > 0 && newline === -1;
    before.push(between.slice(newline + 1).trim() === '' && (!chained || before[i - 1] === true));
  }
  const after: boolean[] = [];
  for (let i = ranges.length - 1; i >= 0; i--) {
    const between = text.slice(ranges[i]?.[1] ?? 0, ranges[i + 1]?.[0]);
    const newline = between.indexOf('\n');
    const chained = i < ranges.length - 1 && newline === -1;
    const rest = newline === -1 ? between : between.slice(0, newline);
    after[i] = rest.trim() === '' && (!chained || after[i + 1] === true);
  }
  return before.map((blank, i) => blank && after[i] === true);
}
