import { extname } from 'node:path';
import { findNodeAtLocation, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import { parse as parseToml, TomlError } from 'smol-toml';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { ConfigError } from './error.ts';

/** A position in a file, from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type DataPath = readonly (string | number)[];

/** A file of data with the positions of its nodes; nothing in it can run. */
export interface DataFile {
  /** As it is shown: relative to the repository. */
  readonly name: string;
  readonly data: unknown;
  /** Where the node stands, or the nearest one above it. */
  readonly locate: (path: DataPath) => Position;
}

const maxBytes = 1024 * 1024;

/** Reads YAML, TOML or JSON by the file's name. @throws {ConfigError} with line and column */
export function readData(name: string, text: string): DataFile {
  if (text.length > maxBytes) throw new ConfigError(`${name}: larger than 1 MiB`);
  switch (extname(name)) {
    case '.toml':
      return readToml(name, text);
    case '.json':
    case '.jsonc':
      return readJson(name, text);
    default:
      return readYaml(name, text);
  }
}

function readYaml(name: string, text: string): DataFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, schema: 'core' });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    // The parser's own message quotes the file.
    throw new ConfigError(`${at(name, { line, column: col })}: not YAML (${error.code})`);
  }
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 20 });
  } catch {
    throw new ConfigError(`${name}: too many aliases`);
  }
  return {
    name,
    data: data ?? {},
    locate(path) {
      for (let length = path.length; length >= 0; length--) {
        const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
        const start = isNode(node) ? node.range?.[0] : undefined;
        if (start === undefined) continue;
        const { line, col } = lines.linePos(start);
        return { line, column: col };
      }
      return { line: 1, column: 1 };
    },
  };
}

function readJson(name: string, text: string): DataFile {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  const [error] = errors;
  if (error !== undefined || tree === undefined)
    throw new ConfigError(
      `${at(name, position(text, error?.offset ?? 0))}: not JSON (${error === undefined ? 'empty' : printParseErrorCode(error.error)})`,
    );
  const value = (node: typeof tree): unknown => {
    if (node.type === 'array') return (node.children ?? []).map(value);
    if (node.type !== 'object') return node.value as unknown;
    const object: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const { children } of node.children ?? []) {
      const [key, item] = children ?? [];
      if (key !== undefined && item !== undefined) object[String(key.value)] = value(item);
    }
    return { ...object };
  };
  return {
    name,
    data: value(tree),
    locate(path) {
      for (let length = path.length; length >= 0; length--) {
        const node = findNodeAtLocation(tree, path.slice(0, length));
        if (node !== undefined) return position(text, node.offset);
      }
      return { line: 1, column: 1 };
    },
  };
}

function readToml(name: string, text: string): DataFile {
  try {
    return {
      name,
      data: parseToml(text),
      // The parser gives no positions; the key's name is looked for in order, which is right for what people write.
      locate: (path) => locateToml(text, path),
    };
  } catch (error) {
    const where =
      error instanceof TomlError ? { line: error.line, column: error.column } : { line: 1, column: 1 };
    throw new ConfigError(`${at(name, where)}: not TOML`);
  }
}

function locateToml(text: string, path: DataPath): Position {
  let from = 0;
  let found = 0;
  let table = '';
  for (const part of path) {
    const word = typeof part === 'number' ? `[[${table}]]` : part;
    let offset = from;
    for (let n = typeof part === 'number' ? part : 0; n >= 0; n--) {
      offset = text.indexOf(word, offset);
      if (offset === -1) return position(text, found);
      found = offset;
      offset += word.length;
    }
    from = offset;
    if (typeof part === 'string') {
      table = table === '' ? part : `${table}.${part}`;
      // A table of tables is found by its header, which comes again from here.
      if (text.startsWith(']]', from)) from = found = Math.max(0, found - 2);
    }
  }
  return position(text, found);
}

function position(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

export function at(name: string, { line, column }: Position): string {
  return `${name}:${line}:${column}`;
}
