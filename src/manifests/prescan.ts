/** Nesting beyond this is no manifest; parsers take quadratic time or the stack on it. */
const MAX_DEPTH = 100;
/** Characters of YAML text that are parsed; about 1.5 s a million. */
const MAX_YAML = 2_000_000;
/** Characters of JSON, TOML and other text that is read in linear time. */
const MAX_TEXT = 8_000_000;

const BLOCK_HEADER = /(?:^|[\s:-])[|>][-+0-9]{0,3}[ \t]*(?:#.*)?$/;

/** Is the text within the bounds that a parser is given? One linear pass, before any parser sees it. */
export function withinLimits(text: string, format: 'yaml' | 'json'): boolean {
  if (text.length > (format === 'yaml' ? MAX_YAML : MAX_TEXT)) return false;
  return format === 'yaml' ? isShallow(text) || yamlDepthOk(text) : jsonDepthOk(text);
}

/** An ordinary file: too few brackets, too little indentation to be deep. */
function isShallow(text: string): boolean {
  if (text.length > 3 * 20_000) return false;
  let brackets = 0;
  for (const bracket of ['[', '{'])
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1))
      if (++brackets > MAX_DEPTH) return false;
  return !/^[ \t]{60}|(?:[-?][ \t]{1,60}){20}/m.test(text);
}

function jsonDepthOk(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) {
      for (i += 1; i < text.length && text.charCodeAt(i) !== 0x22; i++)
        if (text.charCodeAt(i) === 0x5c) i += 1;
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > MAX_DEPTH) return false;
    } else if ((code === 0x5d || code === 0x7d) && depth > 0) depth -= 1;
  }
  return true;
}

/** Flow brackets (outside of quotes, comments and block scalars) and indentation, both bounded. */
function yamlDepthOk(text: string): boolean {
  const indents: number[] = [];
  let flow = 0;
  let blockIndent = -1;
  let documents = 0;
  for (let start = 0; start <= text.length;) {
    let end = text.indexOf('\n', start);
    if (end === -1) end = text.length;
    let at = start;
    let dashes = 0;
    while (at < end && (text[at] === ' ' || text[at] === '\t')) at += 1;
    const indent = at - start;
    const blank = at >= end || text[at] === '\r';
    if (!blank && blockIndent >= 0 && indent > blockIndent) {
      start = end + 1;
      continue;
    }
    if (!blank) {
      blockIndent = -1;
      if (text.startsWith('---', start)) {
        documents += 1;
        flow = 0;
        indents.length = 0;
      }
      while ((text[at] === '-' || text[at] === '?') && (text[at + 1] === ' ' || text[at + 1] === '\t')) {
        dashes += 1;
        at += 1;
        while (at < end && (text[at] === ' ' || text[at] === '\t')) at += 1;
      }
      while (indents.length > 0 && (indents.at(-1) ?? 0) >= indent) indents.pop();
      indents.push(indent);
      flow = flowDepth(text, at, end, flow);
      if (indents.length + dashes > MAX_DEPTH || flow > MAX_DEPTH || documents > 20_000) return false;
      if (flow === 0 && end - at < 10_000 && BLOCK_HEADER.test(text.slice(at, end).trimEnd()))
        blockIndent = indent;
    }
    start = end + 1;
  }
  return true;
}

function flowDepth(text: string, from: number, end: number, before: number): number {
  let depth = before;
  let most = before;
  for (let i = from; i < end; i++) {
    const c = text[i];
    if (c === '"' || c === "'") {
      const close = text.indexOf(c, i + 1);
      // An unclosed quote ends with the line here: counting on is the careful side.
      if (close !== -1 && close < end) i = close;
    } else if (c === '#' && (i === from || text[i - 1] === ' ')) break;
    else if (c === '[' || c === '{') {
      depth += 1;
      if (depth > most) most = depth;
    } else if ((c === ']' || c === '}') && depth > 0) depth -= 1;
  }
  return most > MAX_DEPTH ? most : depth;
}
