import * as fc from 'fast-check';

/** A value as SOPS tells its types apart. */
export type Tree =
  | { readonly kind: 'str'; readonly value: string }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'time'; readonly value: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'list'; readonly items: readonly Tree[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, Tree])[] };

/** How a document is written down: choices are drawn in order. */
export interface Style {
  readonly indent: number;
  readonly eol: '\n' | '\r\n';
  readonly bom: boolean;
  readonly choices: readonly number[];
  readonly comments: boolean;
}

const WORDS = [
  'password',
  'api-key',
  'user_unencrypted',
  'data',
  'stringData',
  'Ünïcode',
  'ключ',
  '密钥',
  'a.b/c',
  'emoji😀',
  'with space',
  'name',
];

const printable = fc
  .string({ unit: 'grapheme', maxLength: 24 })
  .filter((text) => !/[\p{Cc}\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/u.test(text));
const lines = fc
  .array(fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/), { minLength: 1, maxLength: 4 })
  .map((text) => text.join('\n'));
const tricky = fc.constantFrom(
  '',
  ' ',
  'true',
  'null',
  '~',
  '1',
  '0x1f',
  '1e3',
  '.5',
  '2001-01-01',
  'ENC',
  '# no comment',
  'a: b',
  '- x',
  '{',
  '[',
  "it's",
  '"',
  '\\',
  '\ttab',
  'ends with space ',
  '*x',
  '&x',
  '!x',
  '%x',
  '@x',
  '`x',
  '|',
  '>',
  '?',
  ':',
  '=',
  '...',
  '---',
  'yes',
  'é\u0301',
);

const key = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.stringMatching(/^[a-z][a-zA-Z0-9_-]{0,10}$/),
  fc.constantFrom('x:y', 'true', '12', 'null', '#k', '', 'k ', "k'", '"k"'),
);

const text = fc.oneof(printable, lines, tricky, fc.stringMatching(/^[A-Za-z0-9+/=]{1,80}$/));

const scalar: fc.Arbitrary<Tree> = fc.oneof(
  { weight: 5, arbitrary: text.map((value): Tree => ({ kind: 'str', value })) },
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): Tree => ({ kind: 'int', value })),
  fc.integer({ min: -1000, max: 1000 }).map((value): Tree => ({ kind: 'int', value: BigInt(value) })),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value): Tree => ({ kind: 'float', value })),
  fc.boolean().map((value): Tree => ({ kind: 'bool', value })),
  fc.constant<Tree>({ kind: 'null' }),
  fc
    .date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
    .map((date): Tree => ({ kind: 'time', value: `${date.toISOString().slice(0, 19)}Z` })),
);

const { tree } = fc.letrec<{ tree: Tree; map: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('tree'), { maxLength: 4 }).map((items): Tree => ({ kind: 'list', items })),
    tie('map'),
  ),
  map: fc
    .uniqueArray(fc.tuple(key, tie('tree')), { maxLength: 5, selector: ([name]) => name })
    .map((entries): Tree => ({ kind: 'map', entries })),
}));

/** A document's top level. */
export const document: fc.Arbitrary<Tree & { kind: 'map' }> = fc
  .uniqueArray(fc.tuple(key, tree), { minLength: 1, maxLength: 5, selector: ([name]) => name })
  .filter((entries) => entries.every(([name]) => name !== 'sops'))
  .map((entries) => ({ kind: 'map', entries }));

export const style: fc.Arbitrary<Style> = fc.record({
  indent: fc.integer({ min: 2, max: 5 }),
  eol: fc.constantFrom<'\n' | '\r\n'>('\n', '\n', '\r\n'),
  bom: fc.boolean(),
  comments: fc.boolean(),
  choices: fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }),
});

/** What a reader must make of a tree, in the form of `normalise`. */
export function expectedOf(node: Tree): unknown {
  switch (node.kind) {
    case 'map':
      return Object.fromEntries(node.entries.map(([name, value]) => [name, expectedOf(value)]));
    case 'list':
      return node.items.map(expectedOf);
    case 'int':
      return `number ${node.value}`;
    case 'float':
      return Number.isSafeInteger(node.value) ? `number ${BigInt(node.value)}` : `number ${node.value}`;
    case 'null':
      return null;
    default:
      return node.value;
  }
}

/** Writes documents as YAML in a mixture of styles. */
export function writeYaml(documents: readonly Tree[], look: Style): string {
  let at = 0;
  const choose = (n: number): number => (look.choices[at++ % look.choices.length] ?? 0) % n;
  const comment = (pad: string): string[] => (look.comments && choose(4) === 0 ? [`${pad}# note ${at}`] : []);
  const inline = (): string => (look.comments && choose(6) === 0 ? ` # inline ${at}` : '');

  const block = (node: Tree, depth: number): string[] => {
    const pad = ' '.repeat(depth * look.indent);
    if (node.kind === 'map') {
      return node.entries.flatMap(([name, value]) => [
        ...comment(pad),
        ...entry(`${pad}${writeKey(name)}:`, value, depth),
      ]);
    }
    if (node.kind === 'list')
      return node.items.flatMap((item) => [...comment(pad), ...entry(`${pad}-`, item, depth)]);
    return [pad + writeScalar(node, choose)];
  };
  const entry = (lead: string, value: Tree, depth: number): string[] => {
    const empty =
      (value.kind === 'map' && value.entries.length === 0) ||
      (value.kind === 'list' && value.items.length === 0);
    const nested = value.kind === 'map' || value.kind === 'list';
    if (nested && !empty && choose(5) !== 0) return [lead, ...block(value, depth + 1)];
    if (nested) return [`${lead} ${flow(value)}${empty ? '' : inline()}`];
    if (value.kind === 'str' && choose(3) === 0) {
      const literal = writeLiteral(value.value, ' '.repeat((depth + 1) * look.indent));
      if (literal !== undefined) return [`${lead} ${literal[0]}`, ...literal.slice(1)];
    }
    return [`${lead} ${writeScalar(value, choose)}${inline()}`];
  };
  const flow = (node: Tree): string => {
    if (node.kind === 'map')
      return `{${node.entries.map(([name, value]) => `${writeKey(name)}: ${flow(value)}`).join(', ')}}`;
    if (node.kind === 'list') return `[${node.items.map(flow).join(', ')}]`;
    return node.kind === 'str' ? JSON.stringify(node.value) : writeScalar(node, () => 0);
  };
  const text = documents.map((doc) => block(doc, 0).join('\n')).join('\n---\n');
  return (look.bom ? '\uFEFF' : '') + `${text}\n`.replaceAll('\n', look.eol);
}

function writeKey(name: string): string {
  return /^[a-z][a-zA-Z_-]*$/.test(name) && !/^(?:true|null|y|n|no|yes|on|off)$/.test(name)
    ? name
    : JSON.stringify(name);
}

function writeLiteral(value: string, pad: string): string[] | undefined {
  if (!/^[!-~][ -~\n]*[!-~]$/.test(value) || /\n[\s]*(?:\n|$)/.test(value)) return undefined;
  return ['|-', ...value.split('\n').map((line) => pad + line)];
}

function writeScalar(node: Tree, choose: (n: number) => number): string {
  switch (node.kind) {
    case 'str':
      if (
        /^[A-Za-z]{4,}[A-Za-z0-9+/]*$/.test(node.value) &&
        !/^(?:true|null|false)$/i.test(node.value) &&
        choose(2) === 0
      )
        return node.value;
      return choose(2) === 0 && !/[\n\p{Cc}]/u.test(node.value)
        ? `'${node.value.replaceAll("'", "''")}'`
        : JSON.stringify(node.value);
    case 'int':
      return String(node.value);
    case 'float':
      return writeFloat(node.value);
    case 'bool':
      return String(node.value);
    case 'time':
      return node.value;
    default:
      return choose(2) === 0 ? 'null' : '~';
  }
}

/** With a point or an exponent, so that it is no integer. */
export function writeFloat(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Writes a tree as JSON; times are texts there. */
export function writeJson(node: Tree, pretty: string | undefined, depth = 1): string {
  const line = pretty === undefined ? '' : `\n${pretty.repeat(depth)}`;
  const end = pretty === undefined ? '' : `\n${pretty.repeat(depth - 1)}`;
  if (node.kind === 'map') {
    if (node.entries.length === 0) return '{}';
    return `{${node.entries.map(([name, value]) => `${line}${JSON.stringify(name)}: ${writeJson(value, pretty, depth + 1)}`).join(',')}${end}}`;
  }
  if (node.kind === 'list')
    return `[${node.items.map((item) => writeJson(item, pretty, depth + 1)).join(', ')}]`;
  if (node.kind === 'float') return writeFloat(node.value);
  if (node.kind === 'null') return 'null';
  return node.kind === 'int' || node.kind === 'bool' ? String(node.value) : JSON.stringify(node.value);
}

/** The tree with every integer one that a double holds: versions of SOPS differ on wider ones in JSON. */
export function narrow(node: Tree): Tree {
  if (node.kind === 'map')
    return { kind: 'map', entries: node.entries.map(([name, value]) => [name, narrow(value)]) };
  if (node.kind === 'list') return { kind: 'list', items: node.items.map(narrow) };
  return node.kind === 'int' ? { kind: 'int', value: BigInt.asIntN(53, node.value) } : node;
}
