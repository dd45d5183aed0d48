import { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Document as YamlDocument, Scalar } from 'yaml';
import { withinLimits } from './prescan.ts';
import type {
  Entry,
  ParsedTree,
  ScalarNode,
  ScalarStyle,
  ScalarType,
  TreeDocument,
  TreeNode,
  TreeProblem,
} from './tree.ts';

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

/**
 * Parses YAML (JSON too) into trees. A document with a syntax error has an empty root and a problem; the others are
 * kept. Never throws.
 */
export function parseYaml(text: string): ParsedTree {
  if (!withinLimits(text, 'yaml'))
    return { documents: [], problems: [{ code: 'limit', at: 0, message: 'too large or nested too deep' }] };
  const documents: TreeDocument[] = [];
  const problems: TreeProblem[] = [];
  let parsed: unknown;
  try {
    parsed = parseAllDocuments(text, {
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
      // What plain text stands for is told by `plainType`.
      schema: 'failsafe',
    });
  } catch {
    return { documents, problems: [{ code: 'syntax', at: 0, message: 'not valid YAML' }] };
  }
  if (!Array.isArray(parsed)) return { documents, problems };
  for (const document of parsed as YamlDocument.Parsed[]) {
    const [start, , end] = document.range;
    const explicit = text.startsWith('---', start);
    const [error] = document.errors;
    // The parser's message quotes the input: only its code and place are kept.
    if (error !== undefined)
      problems.push({ code: 'syntax', at: error.pos[0], message: `not valid YAML (${error.code})` });
    const root =
      error === undefined
        ? new Converter(text, problems).convert(document.contents, end, 0)
        : nullScalar(start + (explicit ? 3 : 0));
    documents.push({ root, start, end, explicit });
  }
  return { documents, problems };
}

function nullScalar(at: number): ScalarNode {
  return { kind: 'scalar', start: at, end: at, text: '', style: 'plain', type: 'null' };
}

class Converter {
  readonly #text: string;
  readonly #problems: TreeProblem[];
  readonly #anchors = new Map<string, TreeNode>();

  constructor(text: string, problems: TreeProblem[]) {
    this.#text = text;
    this.#problems = problems;
  }

  /** @param fallback - where a node stands that has no text */
  convert(node: unknown, fallback: number, depth: number): TreeNode {
    // Deeper than any prescan lets through: only a guard for the stack.
    if (depth > 400) return nullScalar(fallback);
    const converted = this.#convert(node, fallback, depth);
    if (converted.anchor !== undefined) this.#anchors.set(converted.anchor, converted);
    return converted;
  }

  #convert(node: unknown, fallback: number, depth: number): TreeNode {
    if (isScalar(node)) return toScalar(node, fallback);
    if (isAlias(node)) {
      const [start, end] = node.range ?? [fallback, fallback];
      const target = this.#anchors.get(node.source);
      if (target === undefined)
        this.#problems.push({ code: 'alias', at: start, message: 'an alias without its anchor' });
      return { kind: 'alias', start, end, name: node.source, target };
    }
    if (isMap(node)) {
      const [start, end] = node.range ?? [fallback, fallback];
      const entries: Entry[] = [];
      const seen = new Set<string>();
      let last = start;
      for (const pair of node.items) {
        const key: unknown = pair.key;
        const scalar = isScalar(key);
        const [keyStart, keyEnd] = (scalar || isAlias(key) || isMap(key) || isSeq(key)
          ? key.range
          : undefined) ?? [last, last];
        const name = scalar ? scalarText(key) : '';
        if (scalar && seen.has(name) && name !== '<<')
          this.#problems.push({ code: 'duplicate-key', at: keyStart, message: 'a key is written twice' });
        seen.add(name);
        const value = this.convert(pair.value, keyEnd, depth + 1);
        const explicit = !scalar || isExplicitKey(this.#text, keyStart, node.flow === true);
        entries.push({ key: name, keyStart, keyEnd, explicit, value });
        last = Math.max(keyEnd, value.end);
      }
      return {
        kind: 'mapping',
        start,
        end: node.flow === true ? end : last,
        flow: node.flow === true,
        entries,
        ...props(node),
      };
    }
    if (isSeq(node)) {
      const [start, end] = node.range ?? [fallback, fallback];
      const items: TreeNode[] = [];
      let last = start;
      for (const item of node.items) {
        // `[a: 1]` is a map of one pair.
        const converted = this.convert(item, last, depth + 1);
        items.push(converted);
        last = Math.max(last, converted.end);
      }
      return {
        kind: 'sequence',
        start,
        end: node.flow === true ? end : last,
        flow: node.flow === true,
        items,
        ...props(node),
      };
    }
    return nullScalar(fallback);
  }
}

function isExplicitKey(text: string, keyStart: number, flow: boolean): boolean {
  let at = keyStart - 1;
  while (at >= 0 && (text[at] === ' ' || text[at] === '\t')) at -= 1;
  return text[at] === '?' && (flow || at < keyStart - 1);
}

const PLAIN_TAGS = new Set(['str', 'int', 'float', 'bool', 'null', 'map', 'seq']);
const YAML_TAG = 'tag:yaml.org,2002:';

function props(node: { anchor?: string; tag?: string }): { anchor?: string; tag?: string } {
  const result: { anchor?: string; tag?: string } = {};
  if (node.anchor !== undefined && node.anchor !== '') result.anchor = node.anchor;
  if (node.tag !== undefined) {
    const short = node.tag.startsWith(YAML_TAG) ? node.tag.slice(YAML_TAG.length) : undefined;
    if (short === undefined || !PLAIN_TAGS.has(short)) result.tag = node.tag;
  }
  return result;
}

function scalarText(node: Scalar): string {
  return node.source ?? (typeof node.value === 'string' ? node.value : '');
}

function toScalar(node: Scalar, fallback: number): ScalarNode {
  const [start, end] = node.range ?? [fallback, fallback];
  const text = scalarText(node);
  const style = STYLES[node.type ?? 'PLAIN'] ?? 'plain';
  const forced = node.tag === `${YAML_TAG}str` || (node.tag?.startsWith('!') ?? false);
  return {
    kind: 'scalar',
    start,
    end,
    text,
    style,
    type: style === 'plain' && !forced ? plainType(text) : 'string',
    ...props(node),
  };
}

const NULL = /^(?:~|null|Null|NULL)?$/;
const BOOLEAN = /^(?:true|True|TRUE|false|False|FALSE|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|y|Y|n|N)$/;
const NUMBER =
  /^[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF)|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?)$|^\.(?:nan|NaN|NAN)$/;
const TIME =
  /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::?\d\d)?))?)?$/;

/**
 * What readers take plain text for. Both YAML 1.1 (Kubernetes, Compose, Ansible: `yes`, `012`, `1:30`) and 1.2 count:
 * what either takes for something else is not a string here.
 */
export function plainType(text: string): ScalarType {
  if (NULL.test(text)) return 'null';
  if (text.length > 64) return 'string';
  if (BOOLEAN.test(text)) return 'boolean';
  if (NUMBER.test(text)) return 'number';
  return TIME.test(text) ? 'time' : 'string';
}
