import test from 'ava';
import { reveal } from '../../src/engine/index.ts';
import { documentSpans, looksLikeDocument, readDocument } from '../../src/manifests/index.ts';
import type { Document } from '../../src/manifests/index.ts';
import type { Case } from './cases/case.ts';
import { fileCases } from './cases/files.ts';
import { kubernetesCases } from './cases/kubernetes.ts';

const cases: readonly Case[] = [...kubernetesCases, ...fileCases];

function bytesOf({ text }: Case): Uint8Array {
  return typeof text === 'string' ? new TextEncoder().encode(text) : text;
}

function read(one: Case): Document | undefined {
  return readDocument(one.path, bytesOf(one));
}

for (const [i, one] of cases.entries()) {
  test(`${i}: ${one.title}`, (t) => {
    const document = read(one);
    if (document === undefined) {
      t.fail('not a document');
      return;
    }
    if (one.kind !== undefined) t.is(document.kind, one.kind);
    const found = new Map(document.values.map((value) => [value.address, value]));
    t.is(found.size, document.values.length, 'addresses are unique');
    for (const [address, [kind, text]] of Object.entries(one.values)) {
      const value = found.get(address);
      t.truthy(value, `${address} in ${[...found.keys()].join(' | ')}`);
      t.is(value?.class, kind, address);
      if (text !== undefined && value !== undefined)
        t.is(Buffer.from(reveal(value.value)).toString(), text, address);
    }
    for (const value of document.values) {
      if (value.class !== 'literal' && value.class !== 'secret') continue;
      t.false(one.clean?.includes(Buffer.from(reveal(value.value)).toString()) ?? false, value.address);
    }
    for (const { name, ...wanted } of one.consumers ?? [])
      t.true(
        document.consumers.some(
          (consumer) =>
            consumer.target.name === name &&
            Object.entries(wanted).every(([key, is]) => consumer[key as keyof typeof consumer] === is),
        ),
        `${name} ${JSON.stringify(wanted)}`,
      );
  });
}

test('there are enough cases', (t) => {
  t.true(cases.length >= 300, `${cases.length}`);
});

test('spans: the bytes of a value that needs no decoding are the value', (t) => {
  let compared = 0;
  for (const one of cases) {
    if (typeof one.text !== 'string') continue;
    const document = read(one);
    for (const value of document?.values ?? []) {
      const stored = Buffer.from(document?.bytes.subarray(value.span.start, value.span.end) ?? []).toString();
      const text = Buffer.from(reveal(value.value)).toString();
      if (value.decoded.length > 0 || /[\\&\n"']/.test(stored + text)) continue;
      t.is(stored, text, `${one.title}: ${value.address}`);
      t.is(
        value.line,
        one.text.slice(0, Buffer.from(one.text).subarray(0, value.span.start).toString().length).split('\n')
          .length,
      );
      compared += 1;
    }
  }
  t.true(compared > 400, `${compared}`);
});

test('what is no document is rejected by its name', (t) => {
  const bytes = new TextEncoder().encode('password: x\n');
  for (const path of ['a.ts', 'a.md', 'README', 'package-lock.json', 'pnpm-lock.yaml', 'a.png', '.env.ts'])
    t.false(looksLikeDocument(path, bytes), path);
  for (const path of ['a.yaml', '.env', 'x/Dockerfile', 'values.yaml.example'])
    t.true(looksLikeDocument(path, bytes), path);
  t.false(looksLikeDocument('a.yaml', new TextEncoder().encode('colour: red\n')));
});

test('problems name the place and never quote', (t) => {
  const secret = ['hunter', '2'].join('');
  const text = `a: "${secret}\nb: [\n`;
  const document = readDocument('a.yaml', new TextEncoder().encode(text));
  t.true((document?.problems.length ?? 0) > 0);
  t.false(JSON.stringify(document?.problems).includes(secret));
  const json = readDocument('a.json', new TextEncoder().encode(`{"a": ${secret}}`));
  t.is(json?.problems[0]?.code, 'syntax');
  t.false(JSON.stringify(json?.problems).includes(secret));
});

test('document spans', (t) => {
  const text = '# c\na: 1\n---\nb: |\n  x\n\n---\n';
  const spans = documentSpans(new TextEncoder().encode(text));
  t.deepEqual(
    spans?.map(({ explicit }) => explicit),
    [false, true, true],
  );
  t.is(text.slice(spans?.[1]?.start, spans?.[1]?.contentEnd), '---\nb: |\n  x\n');
});
