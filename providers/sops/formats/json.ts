import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import { lineCounter, MAX_DEPTH, refuse, type Edit, type LayoutOptions, type Leaf } from '../tree.ts';
import type { MetadataBlock, ParsedFile } from '../tree.ts';
import { formatFloat, text, type Value } from '../value.ts';

const INTEGER = /^-?\d+$/;

/**
 * JSON as SOPS reads it: one object; integers are kept to 64 bits, everything else is a double.
 * @see https://github.com/getsops/sops/blob/v3.13.3/stores/json/store.go
 */
export function parseJson(source: string, options: LayoutOptions): ParsedFile {
  const body = source.startsWith('\uFEFF') ? 1 : 0;
  if (body === 1) throw refuse('a JSON file with a byte order mark, which SOPS refuses', 'remove the mark');
  const lineOf = lineCounter(source);
  checkDepth(source);
  const errors: ParseError[] = [];
  const root = parseTree(source, errors, { disallowComments: true, allowTrailingComma: false });
  if (root === undefined || errors.length > 0) {
    throw refuse('not valid JSON', undefined, lineOf(errors[0]?.offset ?? 0));
  }
  if (root.type !== 'object') throw refuse('SOPS encrypts JSON files whose top level is an object');

  const leaves: Leaf[] = [];
  let block: Node | undefined;

  const visit = (node: Node, path: (string | number)[], keys: string[], comments: string[][]): void => {
    if (node.type === 'object') {
      const seen = new Set<string>();
      for (const property of node.children ?? []) {
        const [name, value] = property.children ?? [];
        if (name === undefined || value === undefined) throw refuse('not valid JSON');
        const key = (name.value as string).toWellFormed();
        if (seen.has(key)) throw refuse('the same key twice in one object', undefined, lineOf(name.offset));
        seen.add(key);
        if (path.length === 0 && key === 'sops') block = property;
        else visit(value, [...path, key], [...keys, key], [...comments, []]);
      }
    } else if (node.type === 'array') {
      for (const [i, item] of (node.children ?? []).entries()) {
        visit(item, [...path, i], keys, [...comments, []]);
      }
    } else if (node.type !== 'null') {
      const value = scalar(node, source, lineOf);
      leaves.push({
        document: 0,
        path,
        keys,
        comment: false,
        comments,
        line: lineOf(node.offset),
        value,
        replace: (ciphertext) => [
          { start: node.offset, end: node.offset + node.length, text: JSON.stringify(ciphertext) },
        ],
      });
    }
  };
  visit(root, [], [], []);

  return {
    leaves,
    metadata: block === undefined ? undefined : nodeValue(block.children?.[1]),
    writeMetadata: (metadata) => writeBlock(source, root, block, metadata, options),
  };
}

function scalar(node: Node, source: string, lineOf: (offset: number) => number): Value {
  if (node.type === 'string') return text((node.value as string).toWellFormed());
  if (node.type === 'boolean')
    return { type: 'bool', bytes: Buffer.from(node.value === true ? 'True' : 'False') };
  const digits = source.slice(node.offset, node.offset + node.length);
  if (INTEGER.test(digits)) {
    const integer = BigInt(digits);
    if (integer === BigInt.asIntN(64, integer)) return { type: 'int', bytes: Buffer.from(String(integer)) };
  }
  const float = Number(digits);
  if (!Number.isFinite(float))
    throw refuse('a number that no double can hold', undefined, lineOf(node.offset));
  return { type: 'float', bytes: Buffer.from(formatFloat(float)) };
}

/** A node as plain data. Made without a prototype, so that a key `__proto__` is only a key. */
function nodeValue(node: Node | undefined): unknown {
  if (node?.type === 'array') return (node.children ?? []).map(nodeValue);
  if (node?.type !== 'object') return node?.value;
  const out = Object.create(null) as Record<string, unknown>;
  for (const property of node.children ?? []) {
    out[String(property.children?.[0]?.value)] = nodeValue(property.children?.[1]);
  }
  return out;
}

/** The parser recurses: count brackets outside strings first. */
function checkDepth(source: string): void {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < source.length; i++) {
    const char = source[i];
    if (quoted) {
      if (char === '\\') i++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') {
      if (++depth > MAX_DEPTH) throw refuse(`nested deeper than ${MAX_DEPTH} levels`);
    } else if (char === '}' || char === ']') depth--;
  }
}

function writeBlock(
  source: string,
  root: Node,
  block: Node | undefined,
  metadata: MetadataBlock,
  options: LayoutOptions,
): Edit[] {
  const eol = source.includes('\r\n') ? '\r\n' : '\n';
  const first = root.children?.[0];
  const close = root.offset + root.length - 1;
  const lead = first === undefined ? '' : source.slice(root.offset + 1, first.offset);
  const multiline = lead.includes('\n') || (first === undefined && root.length > 2) || first === undefined;
  const unit =
    options.indent === undefined ? (/[ \t]+$/.exec(lead)?.[0] ?? '\t') : ' '.repeat(options.indent);
  const pretty = multiline
    ? JSON.stringify(metadata, null, unit).replaceAll('\n', eol + unit)
    : JSON.stringify(metadata);
  const property = `"sops": ${pretty}`;
  if (block !== undefined) return [{ start: block.offset, end: block.offset + block.length, text: property }];
  const last = root.children?.at(-1);
  if (last === undefined) {
    return [{ start: root.offset + 1, end: close, text: `${eol}${unit}${property}${eol}` }];
  }
  const end = last.offset + last.length;
  return [{ start: end, end, text: multiline ? `,${eol}${unit}${property}` : `, ${property}` }];
}

/** The envelope of a file that SOPS treats as binary: one value, whatever the rules say. */
export function binaryEnvelope(ciphertext: string, metadata: MetadataBlock): string {
  return `${JSON.stringify({ data: ciphertext, sops: metadata }, null, '\t')}\n`;
}
