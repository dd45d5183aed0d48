import test from 'ava';
import { fileCases } from './cases/files.ts';
import { kubernetesCases } from './cases/kubernetes.ts';
import { roundTrip } from './round-trip.ts';

// `bench/round-trip.ts` does the same for whole trees.
test('values of every kind of document, edited and put back: the bytes are those of the start', (t) => {
  let edits = 0;
  let alone = 0;
  let alike = 0;
  for (const { path, text, title } of [...kubernetesCases, ...fileCases]) {
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    const trip = roundTrip(path, bytes, 2);
    if (trip === undefined) continue;
    t.deepEqual(trip.wrong, [], title);
    edits += trip.edits;
    alike += trip.alike;
    alone += trip.alone;
  }
  t.log(`${edits} edits; ${alone} of ${alike} back by the value alone`);
  t.true(edits > 800, `${edits}`);
  t.true(alone > alike * 0.9);
});
