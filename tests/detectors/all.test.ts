import { readFile, readdir } from 'node:fs/promises';

import test from 'ava';

import { detectors } from '../../detectors/index.ts';
import { createEngine, reveal } from '../../src/engine/index.ts';
import type { Detector, Engine, Example } from '../../src/engine/types.ts';
import { carriers } from './carriers.ts';

interface Found {
  readonly detector: Detector;
  readonly secret: string;
  readonly start: number;
  readonly end: number;
}

function search(engine: Engine, text: string): Found[] {
  const bytes = Buffer.from(text, 'latin1');
  const matches = engine.judge(bytes, engine.find(bytes), {}).filter((m) => m.harmless === undefined);
  return matches.map((m) => ({
    detector: m.detector,
    secret: Buffer.from(reveal(m.secret)).toString('latin1'),
    start: m.span.start,
    end: m.span.end,
  }));
}

function secretOf(example: Example): string {
  if (typeof example === 'string') return example;
  return 'secret' in example ? example.secret : example.value;
}

/** The texts that an example stands for, each with the place of the value if it is known. */
function texts(example: Example): { carrier: string; text: string; encoded?: boolean }[] {
  if (typeof example !== 'string' && 'text' in example) {
    return [
      { carrier: 'text', text: example.text },
      { carrier: 'text among lines', text: `first line\n${example.text}\nlast line\n` },
    ];
  }
  const name = typeof example === 'string' ? 'THE_VALUE' : example.name;
  const value = secretOf(example);
  // A value of several lines stands only where lines may stand.
  if (value.includes('\n')) return [{ carrier: 'lines', text: `${name}\n${value}\n` }];
  const out: ReturnType<typeof texts> = carriers.map(({ name: carrier, encoded, write }) => ({
    carrier,
    text: write(name, value),
    encoded: encoded === true,
  }));
  if (typeof example === 'string') {
    out.push({ carrier: 'alone in the file', text: value }, { carrier: 'in a path', text: `/a/${value}/b` });
  }
  return out;
}

test('every detector is described: id, keywords, links, hits and misses', (t) => {
  const ids = detectors.map((d) => d.id);
  t.deepEqual(
    ids.filter((id, i) => ids.indexOf(id) !== i),
    [],
    'ids are unique',
  );
  for (const d of detectors) {
    t.regex(d.id, /^[a-z0-9]+(?:-[a-z0-9]+)+$/);
    t.regex(d.vendor, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    t.true(d.keywords.length > 0, `${d.id} has keywords`);
    for (const k of d.keywords) {
      t.true(k.length >= 3 && !/[A-Z]/.test(k), `${d.id}: keyword ${k} is in lower case, 3 bytes or more`);
      t.regex(k, /^[\x20-\x7e\x80-\xff]+$/, `${d.id}: keyword is bytes`);
    }
    t.regex(d.documentation, /^https:\/\//, `${d.id}: documentation`);
    if (d.revoke !== undefined) t.regex(d.revoke, /^https:\/\//, `${d.id}: revoke`);
    const { hits, misses } = d.examples();
    t.true(hits.length > 0, `${d.id} has hits`);
    t.true(misses.length > 0, `${d.id} has misses`);
    for (const hit of hits) {
      const text = texts(hit)
        .filter(({ encoded }) => encoded !== true)
        .map((x) => x.text.toLowerCase());
      t.true(
        text.every((x) => d.keywords.some((k) => x.includes(k))),
        `${d.id}: every hit holds a keyword`,
      );
    }
  }
});

test('examples are the same on every run', (t) => {
  for (const d of detectors) t.deepEqual(d.examples(), d.examples(), d.id);
});

test('every hit is found in every carrier, with its exact place, and no miss is', (t) => {
  const failures: string[] = [];
  for (const d of detectors) {
    const engine = createEngine([d]);
    const { hits, misses } = d.examples();
    for (const [i, hit] of hits.entries()) {
      const secret = secretOf(hit);
      for (const { carrier, text, encoded } of texts(hit)) {
        // A set with `/` in it takes the path along.
        if (carrier === 'in a path' && /\[[^\]]*\/[^\]]*\]/.test(d.pattern.source)) continue;
        // Pieces are put together up to a length, and what looks like an escape is resolved with them.
        if (carrier.startsWith('literals added up') && (secret.length > 700 || /[%\s]/.test(secret)))
          continue;
        const found = search(engine, text);
        // A set with a dot in it takes the sentence's full stop along.
        const right = found.find(
          (f) => f.secret === secret || (carrier === 'Markdown sentence' && f.secret === `${secret}.`),
        );
        if (!right) {
          failures.push(`${d.id}: hit ${i} not found in ${carrier} (${found.length} others)`);
        } else if (right.end > text.length || right.start >= right.end) {
          failures.push(`${d.id}: hit ${i} in ${carrier}: place outside the text`);
        } else if (
          !secret.includes('\n') &&
          encoded !== true &&
          !text.slice(right.start, right.end).includes(secret.slice(0, 4))
        ) {
          failures.push(`${d.id}: hit ${i} in ${carrier}: place does not hold the secret`);
        }
      }
      // Twice in a line, far into a file.
      if (typeof hit !== 'string' && 'text' in hit) continue;
      if (secret.includes('\n')) continue;
      const name = typeof hit === 'string' ? 'THE_VALUE' : hit.name;
      const twice = `${'# a line of text\n'.repeat(300)}{"${name}": "${secret}", "b_${name}": "${secret}"}`;
      const n = search(engine, twice).filter((f) => f.secret === secret).length;
      if (n < 2) failures.push(`${d.id}: hit ${i} found ${n} times of 2 in a line`);
    }
    for (const [i, miss] of misses.entries()) {
      for (const text of [miss, `value = "${miss}"\n`]) {
        if (search(engine, text).length > 0) failures.push(`${d.id}: miss ${i} was found`);
      }
    }
  }
  t.deepEqual(failures, []);
});

test('no vendor takes the token of another', (t) => {
  const engine = createEngine(detectors);
  const failures: string[] = [];
  for (const d of detectors) {
    if (d.confidence === 'possible' || d.generic) continue;
    for (const [i, hit] of d.examples().hits.entries()) {
      const secret = secretOf(hit);
      const { text } = texts(hit)[0] ?? { text: '' };
      const found = search(engine, text);
      if (!found.some((f) => f.detector.vendor === d.vendor && f.secret.includes(secret))) {
        const others = found.map((f) => f.detector.id).join(', ');
        failures.push(`${d.id}: hit ${i} is reported as ${others || 'nothing'}`);
      }
    }
  }
  t.deepEqual(failures, []);
});

test('no source file of the detectors holds anything that a detector finds', async (t) => {
  const engine = createEngine(detectors.filter((d) => !d.generic));
  const root = new URL('../../detectors/', import.meta.url);
  const files = (await readdir(root, { recursive: true })).filter((f) => f.endsWith('.ts'));
  t.true(files.length > 10);
  for (const f of files) {
    const found = search(engine, await readFile(new URL(f, root), 'latin1'));
    t.deepEqual(
      found.map((m) => m.detector.id),
      [],
      f,
    );
  }
});
