import { parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import { withinLimits } from './prescan.ts';
import type { Entry, ParsedTree, ScalarNode, TreeNode, TreeProblem } from './tree.ts';

/** Parses JSON, with comments and trailing commas allowed (as VS Code, tsconfig and .NET do). Never throws. */
export function parseJson(text: string): ParsedTree {
  if (!withinLimits(text, 'json'))
    return { documents: [], problems: [{ code: 'limit', at: 0, message: 'too large or nested too deep' }] };
  const errors: ParseError[] = [];
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  const root = parseTree(bom === 1 ? ` ${text.slice(1)}` : text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined || root === undefined) {
    const code = error === undefined ? 'ValueExpected' : printParseErrorCode(error.error);
    const at = error?.offset ?? 0;
    return { documents: [], problems: [{ code: 'syntax', at, message: `not valid JSON (${code})` }] };
  }
  const problems: TreeProblem[] = [];
  return {
    documents: [{ root: convert(root, text, problems), start: bom, end: text.length, explicit: false }],
    problems,
  };
}

function convert(node: Node, text: string, problems: TreeProblem[]): TreeNode {
  const { offset: start } = node;
  const end = start + node.length;
  if (node.type === 'object') {
    const entries: Entry[] = [];
    const seen = new Set<string>();
    for (const property of node.children ?? []) {
      const [key, value] = property.children ?? [];
      if (key === undefined || value === undefined) continue;
      const name = String(key.value);
      if (seen.has(name))
        problems.push({ code: 'duplicate-key', at: key.offset, message: 'a key is written twice' });
      seen.add(name);
      entries.push({
        key: name,
        keyStart: key.offset,
        keyEnd: key.offset + key.length,
        explicit: false,
        value: convert(value, text, problems),
      });
    }
    return { kind: 'mapping', start, end, flow: true, entries };
  }
  if (node.type === 'array') {
    const items = (node.children ?? []).map((child) => convert(child, text, problems));
    return { kind: 'sequence', start, end, flow: true, items };
  }
  const scalar: ScalarNode = {
    kind: 'scalar',
    start,
    end,
    text: typeof node.value === 'string' ? node.value : text.slice(start, end),
    style: 'json',
    type: node.type === 'property' ? 'string' : node.type,
  };
  return scalar;
}
