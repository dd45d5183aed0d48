import { parseTOML } from 'toml-eslint-parser';
import type { AST } from 'toml-eslint-parser';
import { withinLimits } from './prescan.ts';
import type { DocumentProblem, NodePath } from './types.ts';
import type { Place, ValueCollector } from './values.ts';

/**
 * Reads TOML 1.0.
 * @see https://toml.io/en/v1.0.0
 */
export function readToml(place: Place, collector: ValueCollector): DocumentProblem[] {
  const { text } = place.source;
  if (!withinLimits(text, 'json') || text.length > 1_000_000)
    return [{ code: 'limit', line: 1, message: 'too large or nested too deep' }];
  let program: AST.TOMLProgram;
  try {
    program = parseTOML(text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text);
  } catch (error) {
    // The parser's message may quote the input: only the place is kept.
    const line = (error as { lineNumber?: unknown }).lineNumber;
    return [{ code: 'syntax', line: typeof line === 'number' ? line : 1, message: 'not valid TOML' }];
  }
  const [top] = program.body;
  if (top === undefined) return [];
  for (const node of top.body) {
    if (node.type === 'TOMLKeyValue') addKeyValue(node, [], place, collector);
    else for (const pair of node.body) addKeyValue(pair, node.resolvedKey, place, collector);
  }
  return [];
}

function addKeyValue(node: AST.TOMLKeyValue, base: NodePath, place: Place, collector: ValueCollector): void {
  const keys = node.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
  addContent(node.value, [...base, ...keys], place, collector);
}

function addContent(
  node: AST.TOMLContentNode,
  path: NodePath,
  place: Place,
  collector: ValueCollector,
): void {
  if (node.type === 'TOMLArray') {
    for (const [i, item] of node.elements.entries()) addContent(item, [...path, i], place, collector);
    return;
  }
  if (node.type === 'TOMLInlineTable') {
    for (const pair of node.body) addKeyValue(pair, path, place, collector);
    return;
  }
  const [start, end] = node.range;
  const { text } = place.source;
  if (node.kind !== 'string') {
    const kind = node.kind;
    const write = (next: string): string | undefined => (fits(kind, next) ? next : undefined);
    collector.add(place, {
      path,
      start,
      end,
      value: text.slice(start, end),
      class: 'literal',
      slot: { start, end, write },
    });
    return;
  }
  const width = /^(?:"""|''')/.test(text.slice(start, start + 3)) ? 3 : 1;
  let from = start + width;
  // The line break right behind three quotes is no part of the value.
  if (width === 3) from += text.startsWith('\r\n', from) ? 2 : text[from] === '\n' ? 1 : 0;
  const literal = text[start] === "'";
  collector.add(place, {
    path,
    start: from,
    end: Math.max(from, end - width),
    value: node.value,
    class: 'literal',
    slot: { start, end, write: (next) => write(next, literal, width) },
  });
}

function fits(kind: string, text: string): boolean {
  if (kind === 'boolean') return text === 'true' || text === 'false';
  if (kind === 'integer') return /^[-+]?(?:0|[1-9][0-9]{0,17})$/.test(text);
  return kind === 'float' && /^[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]+$/.test(text);
}

function write(text: string, literal: boolean, width: number): string | undefined {
  if (!text.isWellFormed()) return undefined;
  if (literal && width === 1 && !/[\0-\x08\n-\x1f\x7f']/.test(text)) return `'${text}'`;
  // JSON's escapes are TOML's, DEL apart.
  return JSON.stringify(text).replaceAll('\x7f', '\\u007f');
}
