import { blockLayout, escapeDouble, isPrintable, mapScalar } from './scalar-text.ts';
import type { ScalarNode } from './tree.ts';
import { plainType } from './yaml-tree.ts';

export interface ScalarSurroundings {
  readonly eol: string;
  /** Inside `{…}` or `[…]`. */
  readonly flow: boolean;
  /** Column that a block's lines go to, where the old value does not show it. */
  readonly indent: number;
}

/**
 * Writes a value in a scalar's own style, or double quoted where that style cannot hold it.
 * @returns the text that replaces the scalar from its start to its end
 */
export function writeScalar(
  source: string,
  node: ScalarNode,
  value: string,
  around: ScalarSurroundings,
): string {
  const kept = keepLines(source, node, value);
  if (kept !== undefined) return kept;
  switch (node.style) {
    case 'json':
      return writeJson(node, value);
    case 'single':
      return isPrintable(value) && !/[\r\n]/.test(value) ? `'${value.replaceAll("'", "''")}'` : quoted(value);
    case 'literal':
    case 'folded':
      return writeBlock(source, node, value, around) ?? quoted(value) + finalBreak(source, node);
    case 'plain':
      return writePlain(node, value, around);
    default:
      return quoted(value);
  }
}

/**
 * A flow scalar over several lines: only what differs between the old and the new value is written, so that the lines
 * stay as somebody broke them.
 */
function keepLines(source: string, node: ScalarNode, value: string): string | undefined {
  const stored = source.slice(node.start, node.end);
  if (node.style === 'literal' || node.style === 'folded' || !stored.includes('\n')) return undefined;
  const mapped = mapScalar(source, node);
  if (mapped === undefined || value === '') return undefined;
  const old = node.text;
  let head = 0;
  while (head < old.length && head < value.length && old[head] === value[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < value.length - head && old.at(-1 - tail) === value.at(-1 - tail))
    tail += 1;
  const middle = value.slice(head, value.length - tail);
  const fragment = mapped.encode(middle);
  // The ends of a plain scalar decide what it is.
  if (
    fragment === undefined ||
    (node.style === 'plain' && (head === 0 || tail === 0 || middle !== middle.trim()))
  )
    return undefined;
  const from = (mapped.map[head] ?? node.start) - node.start;
  const to = (mapped.map[old.length - tail] ?? node.end) - node.start;
  const written = stored.slice(0, from) + fragment + stored.slice(to);
  const again = mapScalar(written, { ...node, start: 0, end: written.length, text: value });
  return again === undefined ? undefined : written;
}

export function quoted(value: string): string {
  return `"${escapeDouble(value)}"`;
}

function writeJson(node: ScalarNode, value: string): string {
  if (node.type === 'number' && /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/.test(value))
    return value;
  if (node.type === 'boolean' && (value === 'true' || value === 'false')) return value;
  return quoted(value);
}

/** A number stays a number, a boolean a boolean; a string becomes neither. */
function writePlain(node: ScalarNode, value: string, { flow }: ScalarSurroundings): string {
  if (!isPlainSafe(value, flow)) return quoted(value);
  const type = plainType(value);
  return type === 'string' || (type === node.type && type !== 'null') ? value : quoted(value);
}

/** May the text stand without quotes? Narrower than YAML, which allows some that people and tools stumble over. */
export function isPlainSafe(text: string, flow: boolean): boolean {
  if (text === '' || text !== text.trim() || /[\r\n\t]/.test(text) || !isPrintable(text)) return false;
  if (/^[!&*|>@`"'%#,[\]{}]/.test(text) || /^[-?:](?:$|[ ,[\]{}])/.test(text)) return false;
  if (/:(?: |$)| #/.test(text) || /^(?:---|\.\.\.)/.test(text) || text === '<<' || text === '=') return false;
  return !flow || !/[,[\]{}]|:(?=[,[\]{}])|^[-?:]/.test(text);
}

function finalBreak(source: string, node: ScalarNode): string {
  return /\r?\n$/.exec(source.slice(node.start, node.end))?.[0] ?? '';
}

/** undefined where the block style cannot hold the value. */
function writeBlock(
  source: string,
  node: ScalarNode,
  value: string,
  around: ScalarSurroundings,
): string | undefined {
  const { header, body, indent: found } = blockLayout(source, node);
  const indicators = /^[|>]([-+0-9]*)/.exec(header)?.[1] ?? '';
  // An explicit indentation counts from the parent: kept only with the text it was written for.
  if (/[0-9]/.test(indicators) || !isPrintable(value) || value.includes('\r')) return undefined;
  const trailing = /\n*$/.exec(value)?.[0].length ?? 0;
  const core = value.slice(0, value.length - trailing);
  if (core === '' || /^[ \n]/.test(core)) return undefined;
  let lines = core.split('\n');
  if (node.style === 'folded') {
    // A line break of the value is a blank line; lines with blanks in front would not fold.
    if (lines.some((line) => /^[ \t]/.test(line) || line.endsWith(' ') || line === '')) return undefined;
    lines = lines.flatMap((line, i) => (i === 0 ? [line] : ['', line]));
  }
  const old = indicators.includes('+') ? '+' : indicators.includes('-') ? '-' : '';
  // `+` keeps every break: right for one break too, and what the file had.
  const chomp = trailing === 0 ? '-' : trailing > 1 || old === '+' ? '+' : '';
  const indent = ' '.repeat(found > 0 && body < node.end ? found : around.indent);
  const head = header.replace(/^([|>])[-+]?/, `$1${chomp}`);
  const content = lines.map((line) => (line === '' ? '' : indent + line)).join(around.eol);
  const tail = chomp === '+' ? around.eol.repeat(trailing) : finalBreak(source, node);
  return `${head}${around.eol}${content}${tail}`;
}
