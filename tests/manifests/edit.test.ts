import test from 'ava';
import { reveal } from '../../src/engine/index.ts';
import { editDocument, EditRefused, readDocument } from '../../src/manifests/index.ts';
import type { Document, Edit, EditRefusal } from '../../src/manifests/index.ts';
import { value } from './cases/case.ts';

function open(path: string, text: string): Document {
  const document = readDocument(path, new TextEncoder().encode(text));
  if (document === undefined) throw new Error('not a document');
  return document;
}

/** Edits, and holds that everything outside of the splices is as it was. */
function edit(path: string, text: string, ...edits: Edit[]): string {
  const document = open(path, text);
  const { bytes, splices } = editDocument(document, edits);
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const splice of splices) {
    parts.push(document.bytes.subarray(from, splice.start), splice.bytes);
    from = splice.end;
  }
  parts.push(document.bytes.subarray(from));
  if (Buffer.compare(Buffer.concat(parts), bytes) !== 0)
    throw new Error('bytes outside of the splices changed');
  return Buffer.from(bytes).toString();
}

const set = (path: (string | number)[], text: string, document = 0): Edit => ({
  document,
  path,
  action: 'set-value',
  value: text,
});
const remove = (path: (string | number)[], document = 0): Edit => ({ document, path, action: 'remove' });
const replace = (path: (string | number)[], text: string, key?: string): Edit => ({
  path,
  action: 'replace-node',
  text,
  ...(key === undefined ? {} : { key }),
});
const add = (path: (string | number)[], text: string, key?: string): Edit => ({
  path,
  action: 'add',
  text,
  ...(key === undefined ? {} : { key }),
});

const REF = 'secretKeyRef:\n  name: db\n  key: password\n';

const EDITS: readonly (readonly [
  title: string,
  path: string,
  before: string,
  edits: readonly Edit[],
  after: string,
])[] = [
  ['plain stays plain', 'a.yaml', 'a: x # c\nb: y\n', [set(['a'], 'z')], 'a: z # c\nb: y\n'],
  ['plain gets quotes when it must', 'a.yaml', 'a: x\n', [set(['a'], 'y: #z')], 'a: "y: #z"\n'],
  [
    'a string does not become a number or boolean',
    'a.yaml',
    'a: x\nb: x\n',
    [set(['a'], '012'), set(['b'], 'yes')],
    'a: "012"\nb: "yes"\n',
  ],
  ['a number stays one', 'a.yaml', 'a: 5432\n', [set(['a'], '5433')], 'a: 5433\n'],
  ['single quotes', 'a.yaml', "a: 'x' # c\n", [set(['a'], "it's")], "a: 'it''s' # c\n"],
  ['single quotes cannot hold a line break', 'a.yaml', "a: 'x'\n", [set(['a'], 'b\nc')], 'a: "b\\nc"\n'],
  ['double quotes', 'a.yaml', 'a: "x"\n', [set(['a'], 'q"\\')], 'a: "q\\"\\\\"\n'],
  [
    'literal block, chomping and comment kept',
    'a.yaml',
    'a: |- # c\n    x\n    y\nb: 1\n',
    [set(['a'], 'p\n\nq')],
    'a: |- # c\n    p\n\n    q\nb: 1\n',
  ],
  ['literal block to a single line', 'a.yaml', 'a: |\n  x\n', [set(['a'], 'y\n')], 'a: |\n  y\n'],
  ['folded block', 'a.yaml', 'a: >-\n  x\n  y\n', [set(['a'], 'z')], 'a: >-\n  z\n'],
  ['a block that cannot hold it', 'a.yaml', 'a: |\n  x\nb: 1\n', [set(['a'], ' lead')], 'a: " lead"\nb: 1\n'],
  [
    'lines of a quoted value stay',
    'a.yaml',
    'a: "one\n  two three\n  four"\n',
    [set(['a'], 'one two 333 four')],
    'a: "one\n  two 333\n  four"\n',
  ],
  [
    'lines of a plain value stay',
    'a.yaml',
    'a: one\n  two three\n  four\n',
    [set(['a'], 'one two x four')],
    'a: one\n  two x\n  four\n',
  ],
  ['flow', 'a.yaml', 'a: {b: x, c: [y, z]}\n', [set(['a', 'c', 1], 'p, q')], 'a: {b: x, c: [y, "p, q"]}\n'],
  ['an empty value', 'a.yaml', 'a: # c\nb: 1\n', [set(['a'], 'x')], 'a: x # c\nb: 1\n'],
  [
    'CRLF and byte order mark',
    'a.yaml',
    '\uFEFFa: x\r\nb: |\r\n  y\r\n',
    [set(['a'], 'é'), set(['b'], 'p\nq\n')],
    '\uFEFFa: é\r\nb: |\r\n  p\r\n  q\r\n',
  ],
  ['second document', 'a.yaml', 'a: x\n---\na: y\n', [set(['a'], 'z', 1)], 'a: x\n---\na: z\n'],
  [
    'JSON',
    'a.json',
    '{\n\t"a": "x", // c\n\t"n": 1\n}\n',
    [set(['a'], 'y"'), set(['n'], '2')],
    '{\n\t"a": "y\\"", // c\n\t"n": 2\n}\n',
  ],

  [
    'a value becomes a reference',
    'a.yaml',
    'env:\n- name: P\n  value: lit\n- name: Q\n',
    [replace(['env', 0, 'value'], REF, 'valueFrom')],
    'env:\n- name: P\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: password\n- name: Q\n',
  ],
  [
    'its comment stays',
    'a.yaml',
    'env:\n    - name: P\n      value: lit # c\n',
    [replace(['env', 0, 'value'], REF, 'valueFrom')],
    'env:\n    - name: P\n      valueFrom: # c\n          secretKeyRef:\n              name: db\n              key: password\n',
  ],
  [
    'in flow style',
    'a.yaml',
    'env: [{name: P, value: lit}]\n',
    [replace(['env', 0, 'value'], REF, 'valueFrom')],
    'env: [{name: P, valueFrom: {secretKeyRef: {name: db, key: password}}}]\n',
  ],
  [
    'in JSON',
    'a.json',
    '{"env": [{"name": "P", "value": "lit"}]}',
    [replace(['env', 0, 'value'], REF, 'valueFrom')],
    '{"env": [{"name": "P", "valueFrom": {"secretKeyRef":{"name":"db","key":"password"}}}]}',
  ],
  [
    'a whole document',
    'a.yaml',
    '# top\na: 1\n---\nkind: Secret\ndata:\n  x: y\n---\nb: 2\n',
    [{ document: 1, path: [], action: 'replace-node', text: 'kind: ExternalSecret\nspec:\n  a: b\n' }],
    '# top\na: 1\n---\nkind: ExternalSecret\nspec:\n  a: b\n---\nb: 2\n',
  ],
  [
    'an item of a list',
    'a.yaml',
    'items:\n- a: 1\n  b: 2\n- c: 3\n',
    [replace(['items', 0], 'x: 1\ny:\n- z\n')],
    'items:\n- x: 1\n  y:\n  - z\n- c: 3\n',
  ],
  ['a block by a scalar', 'a.yaml', 'a: # c\n  b: 1\nd: 2\n', [replace(['a'], 'x')], 'a: x # c\nd: 2\n'],
  [
    'a block by a block',
    'a.yaml',
    'a:\n    b: 1\nd: 2\n',
    [replace(['a'], 'x:\n  y: 1')],
    'a:\n    x:\n        y: 1\nd: 2\n',
  ],
  ['a block scalar by a map', 'a.yaml', 'a: |\n  x\nd: 2\n', [replace(['a'], 'x: 1')], 'a:\n  x: 1\nd: 2\n'],

  [
    'remove an entry and its comment on the line',
    'a.yaml',
    'data:\n  a: 1 # c\n  b: 2\n',
    [remove(['data', 'a'])],
    'data:\n  b: 2\n',
  ],
  [
    'remove all entries',
    'a.yaml',
    'data:\n  a: 1\n  b: |\n    x\nc: 1\n',
    [remove(['data', 'a']), remove(['data', 'b'])],
    'data: {}\nc: 1\n',
  ],
  [
    'remove the first entry behind a dash',
    'a.yaml',
    '- a: 1\n  b: 2\n- c: 3\n',
    [remove([0, 'a'])],
    '- b: 2\n- c: 3\n',
  ],
  [
    'remove an item',
    'a.yaml',
    'l:\n  - a\n  - b: 1\n    c: 2\n  - d\n',
    [remove(['l', 1])],
    'l:\n  - a\n  - d\n',
  ],
  [
    'remove all items',
    'a.yaml',
    'l:\n- a\n- b\nm: 1\n',
    [remove(['l', 0]), remove(['l', 1])],
    'l: []\nm: 1\n',
  ],
  [
    'remove in flow',
    'a.yaml',
    'l: {a: 1, b: 2, c: 3}\n',
    [remove(['l', 'a']), remove(['l', 'c'])],
    'l: {b: 2}\n',
  ],
  ['remove in JSON', 'a.json', '{\n  "a": 1,\n  "b": 2\n}\n', [remove(['b'])], '{\n  "a": 1\n}\n'],
  [
    'remove an annotation',
    'a.yaml',
    'metadata:\n  annotations:\n    k/last: |\n      {"a": 1}\n    other: x\n',
    [remove(['metadata', 'annotations', 'k/last'])],
    'metadata:\n  annotations:\n    other: x\n',
  ],
  [
    'remove the second document',
    'a.yaml',
    'a: 1\n---\nb: 2\n---\nc: 3\n',
    [remove([], 1)],
    'a: 1\n---\nc: 3\n',
  ],
  ['remove the first document', 'a.yaml', 'a: 1\n---\nb: 2\n', [remove([])], 'b: 2\n'],

  [
    'add a resource',
    'kustomization.yaml',
    'resources:\n- a.yaml\n',
    [add(['resources'], 'b.yaml')],
    'resources:\n- a.yaml\n- b.yaml\n',
  ],
  [
    'add two, in order',
    'kustomization.yaml',
    'resources:\n  - a.yaml # c\nx: 1\n',
    [add(['resources'], 'b.yaml'), add(['resources'], 'c.yaml')],
    'resources:\n  - a.yaml # c\n  - b.yaml\n  - c.yaml\nx: 1\n',
  ],
  [
    'make the list',
    'kustomization.yaml',
    'kind: Kustomization\n',
    [add(['resources'], 'b.yaml')],
    'kind: Kustomization\nresources:\n- b.yaml\n',
  ],
  [
    'fill an empty list',
    'kustomization.yaml',
    'resources: []\nx: 1\n',
    [add(['resources'], 'b.yaml')],
    'resources:\n- b.yaml\nx: 1\n',
  ],
  [
    'fill an empty key',
    'kustomization.yaml',
    'resources:\nx: 1\n',
    [add(['resources'], 'b.yaml')],
    'resources:\n- b.yaml\nx: 1\n',
  ],
  [
    'add annotations where there are none',
    'a.yaml',
    'metadata:\n  name: x\nspec: {}\n',
    [add(['metadata', 'annotations'], 'b', 'a/k')],
    'metadata:\n  name: x\n  annotations:\n    a/k: b\nspec: {}\n',
  ],
  [
    'add volume and mount',
    'a.yaml',
    'spec:\n  containers:\n  - name: a\n    image: b\n',
    [
      add(['spec', 'volumes'], 'name: s\ncsi:\n  driver: d\n'),
      add(['spec', 'containers', 0, 'volumeMounts'], 'name: s\nmountPath: /s\n'),
    ],
    'spec:\n  containers:\n  - name: a\n    image: b\n    volumeMounts:\n    - name: s\n      mountPath: /s\n  volumes:\n  - name: s\n    csi:\n      driver: d\n',
  ],
  [
    'add in flow',
    'a.yaml',
    'a: {b: 1}\nl: [x]\n',
    [add(['a'], '2', 'c'), add(['l'], 'y')],
    'a: {b: 1, c: 2}\nl: [x, y]\n',
  ],
  [
    'add in JSON',
    'a.json',
    '{\n  "a": {\n    "b": 1\n  },\n  "l": []\n}\n',
    [add(['a'], '{x: [1]}', 'c'), add(['l'], 'y')],
    '{\n  "a": {\n    "b": 1,\n    "c": {\n      "x": [\n        1\n      ]\n    }\n  },\n  "l": [\n    "y"\n  ]\n}\n',
  ],
  ['no final newline', 'a.yaml', 'a: 1', [add([], '2', 'b')], 'a: 1\nb: 2'],
  ['CRLF', 'a.yaml', 'a:\r\n  b: 1\r\n', [add(['a'], 'x: 1', 'c')], 'a:\r\n  b: 1\r\n  c:\r\n    x: 1\r\n'],
  [
    'append a document',
    'a.yaml',
    'a: 1',
    [{ action: 'append-document', text: 'b:\n  c: 2\n' }],
    'a: 1\n---\nb:\n  c: 2\n',
  ],
  [
    'edits of one call',
    'a.yaml',
    'a: x\nb:\n- 1\n- 2\nc: {}\n',
    [set(['a'], 'z'), remove(['b', 0]), add(['c'], '1', 'd')],
    'a: z\nb:\n- 2\nc:\n  d: 1\n',
  ],
];

for (const [title, path, before, edits, after] of EDITS) {
  test(`edit: ${title}`, (t) => {
    t.is(edit(path, before, ...edits), after);
  });
}

const at = (address: string, text: string): Edit => ({ address, action: 'set-value', value: text });
const secret = value();
const BY_ADDRESS: readonly (readonly [
  title: string,
  path: string,
  before: string,
  edit: Edit,
  after: string,
])[] = [
  [
    'base64 of data',
    'a.yaml',
    `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  p: ${Buffer.from(secret).toString('base64')}\n`,
    at('v1/Secret/a data.p', 'x'),
    'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  p: eA==\n',
  ],
  [
    'properties in a ConfigMap',
    'a.yaml',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a.properties: |\n    # c\n    p = x\n    q=1\n',
    at('v1/ConfigMap/a data["a.properties"] p', 'y z'),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a.properties: |\n    # c\n    p = y z\n    q=1\n',
  ],
  [
    'JSON in double quotes',
    'a.yaml',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  c.json: "{\\"p\\": \\"x\\"}"\n',
    at('v1/ConfigMap/a data["c.json"] p', 'y"'),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  c.json: "{\\"p\\": \\"y\\\\\\"\\"}"\n',
  ],
  [
    'compose list',
    'compose.yaml',
    'services:\n  a:\n    image: x\n    environment:\n      - P=x # c\n',
    at('services.a.environment[0] P', '${P}'),
    'services:\n  a:\n    image: x\n    environment:\n      - P=${P} # c\n',
  ],
  ['dotenv', '.env', 'export A="x" # c\nB=1\n', at('A', 'y'), 'export A="y" # c\nB=1\n'],
  ['dotenv: bare gets quotes', '.env', 'A=x # c\n', at('A', 'y z'), 'A="y z" # c\n'],
  ['dotenv: a line goes', '.env', '# c\nA=x\nB=1\n', { address: 'A', action: 'remove' }, '# c\nB=1\n'],
  ['properties', 'a.properties', 'a = x\\\n  y\nb=1\n', at('a', 'é\n'), 'a = é\\n\nb=1\n'],
  ['INI', 'a.ini', '[s]\np = "x" ; c\n', at('s.p', 'y'), '[s]\np = "y" ; c\n'],
  ['TOML', 'a.toml', "a = 'x' # c\n", at('a', "it's"), 'a = "it\'s" # c\n'],
  ['XML', 'a.xml', '<a><p>x</p></a>', at('a.p', 'y<&'), '<a><p>y&lt;&amp;</p></a>'],
  ['Terraform', 'a.tf', 'p = "x" # c\n', at('p', 'y"'), 'p = "y\\"" # c\n'],
  ['Dockerfile', 'Dockerfile', 'FROM a\nENV A=x B=y\n', at('ENV.A', 'z'), 'FROM a\nENV A=z B=y\n'],
  [
    'template: a literal beside actions',
    'c/templates/s.yaml',
    'a: {{ .x }}\n{{- if .y }}\np: x\n{{- end }}\n',
    at('p', 'z'),
    'a: {{ .x }}\n{{- if .y }}\np: z\n{{- end }}\n',
  ],
];

for (const [title, path, before, change, after] of BY_ADDRESS) {
  test(`by address: ${title}`, (t) => {
    t.is(edit(path, before, change), after);
  });
}

const REFUSED: readonly (readonly [
  title: string,
  path: string,
  text: string,
  edit: Edit,
  code: EditRefusal,
  line: number,
])[] = [
  ['no such address', 'a.yaml', 'a: x\n', at('b', 'y'), 'not-found', 1],
  ['no such path', 'a.yaml', 'a: x\n', set(['b'], 'y'), 'not-found', 1],
  ['an anchor with another consumer', 'a.yaml', 'z: 1\na: &x lit\nb: *x\n', set(['a'], 'y'), 'alias', 2],
  ['through an anchored map', 'a.yaml', 'a: &x\n  p: lit\nb: *x\n', set(['a', 'p'], 'y'), 'alias', 2],
  ['an alias', 'a.yaml', 'a: &x lit\nb: *x\n', set(['b'], 'y'), 'alias', 2],
  ['removing an anchor that is used', 'a.yaml', 'a:\n  b: &x lit\nc: *x\n', remove(['a']), 'alias', 2],
  ['a template action', 'c/templates/a.yaml', 'a: x{{ .y }}\n', set(['a'], 'z'), 'template', 1],
  [
    'a map with branches',
    'c/templates/a.yaml',
    'a:\n  {{- if .x }}\n  b: 1\n  {{- end }}\n  c: 2\n',
    remove(['a']),
    'template',
    1,
  ],
  [
    'adding among branches',
    'c/templates/a.yaml',
    'a:\n  c: 2\n  {{- if .x }}\n  b: 1\n  {{- end }}\n',
    add(['a'], '1', 'd'),
    'template',
    2,
  ],
  ['a duplicate key', 'a.yaml', 'a: x\na: y\n', set(['a'], 'z'), 'duplicate-key', 1],
  ['an unknown tag', 'a.yaml', 'a: !vault x\n', set(['a'], 'z'), 'tag', 1],
  ['a map is no value', 'a.yaml', 'a: {b: 1}\n', set(['a'], 'z'), 'style', 1],
  ['a syntax error', 'a.yaml', 'a: x\nb: "\n', set(['a'], 'z'), 'syntax', 3],
  ['the only document', 'a.yaml', 'a: x\n', remove([]), 'format', 1],
  ['a key that is there', 'a.yaml', 'a: {b: 1}\n', add(['a'], '2', 'b'), 'duplicate-key', 1],
  ['dotenv: nothing can hold it', '.env', 'A=x\n', at('A', '\'"`$\n'), 'style', 1],
  ['dotenv: a path', '.env', 'A=x\n', set(['A'], 'y'), 'format', 1],
  ['JSON: append a document', 'a.json', '{}', { action: 'append-document', text: 'a: 1' }, 'format', 1],
  ['text that is no node', 'a.yaml', 'a: x\n', replace(['a'], '"'), 'style', 1],
];

for (const [title, path, text, change, code, line] of REFUSED) {
  test(`refused: ${title}`, (t) => {
    const error = t.throws(() => editDocument(open(path, text), [change]), { instanceOf: EditRefused });
    t.is(error?.code, code);
    t.is(error?.line, line);
  });
}

test('text that is no base64 does not become some by an edit', (t) => {
  const document = open(
    'a.yaml',
    'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {p: no-base64}\n',
  );
  const error = t.throws(() => editDocument(document, [at('v1/Secret/a data.p', 'abcd')]), {
    instanceOf: EditRefused,
  });
  t.is(error?.code, 'verify');
});

test('two edits of one place are refused', (t) => {
  const error = t.throws(() => editDocument(open('a.yaml', 'a: x\n'), [set(['a'], 'y'), set(['a'], 'z')]), {
    instanceOf: EditRefused,
  });
  t.is(error?.code, 'conflict');
});

test('a refusal never quotes', (t) => {
  const error = t.throws(
    () => editDocument(open('a.yaml', `a: &x ${secret}\nb: *x\n`), [set(['a'], `${secret}2`)]),
    { instanceOf: EditRefused },
  );
  t.false(`${error?.message}${error?.stack}`.includes(secret));
});

test('bytes are taken as text in UTF-8, others are refused', (t) => {
  const document = open('a.yaml', 'a: x\n');
  const { bytes } = editDocument(document, [
    { path: ['a'], action: 'set-value', value: new TextEncoder().encode('é') },
  ]);
  t.is(Buffer.from(bytes).toString(), 'a: é\n');
  const error = t.throws(
    () => editDocument(document, [{ path: ['a'], action: 'set-value', value: new Uint8Array([0xff]) }]),
    { instanceOf: EditRefused },
  );
  t.is(error?.code, 'encoding');
});

test('UTF-16 stays UTF-16', (t) => {
  const document = readDocument('a.yaml', new Uint8Array(Buffer.from('\uFEFFa: x\nb: y\n', 'utf16le')));
  if (document === undefined) throw new Error('not a document');
  const { bytes } = editDocument(document, [set(['a'], 'é')]);
  t.is(Buffer.from(bytes).toString('utf16le'), '\uFEFFa: é\nb: y\n');
  t.is(
    Buffer.from(
      reveal(readDocument('a.yaml', bytes)?.values[0]?.value ?? document.values[0]!.value),
    ).toString(),
    'é',
  );
});

const AS_WRITTEN: readonly (readonly [title: string, path: string, text: string, edit: Edit])[] = [
  ['a number that became a text', 'a.yaml', 'a: 5432 # c\n', set(['a'], 'none')],
  ['a plain text that needed quotes', 'a.yaml', 'a: x\n', set(['a'], 'y: #z')],
  ['escapes that nobody must write', 'a.yaml', 'a: "\\x41\\u0042"\n', set(['a'], 'y')],
  ['a folded block', 'a.yaml', 'a: >\n  one\n  two\n\n  three\n\nb: 1\n', set(['a'], 'y')],
  ['nothing at all', 'a.yaml', 'a: # c\nb: 1\n', set(['a'], 'y')],
  [
    'base64 over lines',
    'a.yaml',
    'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  p: |\n    YWJj\n    ZGVm\n',
    at('v1/Secret/a data.p', 'x'),
  ],
  [
    'an item that had no quotes',
    'compose.yaml',
    'services:\n  a:\n    image: x\n    environment:\n      - P=x\n',
    at('services.a.environment[0] P', 'y: #z'),
  ],
  ['a continued property', 'a.properties', 'a = x\\\n   y\n', at('a', 'z')],
];

for (const [title, path, text, change] of AS_WRITTEN) {
  test(`undo: ${title}`, (t) => {
    const there = editDocument(open(path, text), [change]);
    t.not(Buffer.from(there.bytes).toString(), text);
    t.is(edit(path, Buffer.from(there.bytes).toString(), ...(there.undo ?? [])), text);
  });
}

test('a value is written as the caller says, or refused where that reads as another', (t) => {
  const written = (as: string): Edit => ({ path: ['a'], action: 'set-value', value: '5', written: as });
  t.is(edit('a.yaml', 'a: x\n', written("'5'")), "a: '5'\n");
  t.is(edit('a.yaml', 'a: x\n', written('5')), 'a: 5\n');
  for (const as of ['6', '5\nb: 1', '[5]', '', '!t 5'])
    t.is(
      t.throws(() => edit('a.yaml', 'a: x\n', written(as)), { instanceOf: EditRefused })?.code,
      'verify',
      as,
    );
});
