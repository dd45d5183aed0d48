import test from 'ava';
import { CoverageCounter } from '../../src/scan/coverage.ts';

test('what could not be read makes a scan incomplete, and the first three subjects are named', (t) => {
  const counter = new CoverageCounter();
  for (const path of ['a', 'b', 'c', 'd', 'e']) counter.problem('unreadable', 'no permission to read', path);
  const { state, reasons } = counter.result();
  t.is(state, 'incomplete');
  t.deepEqual(reasons, [{ code: 'unreadable', count: 5, detail: 'no permission to read: a, b, c, …' }]);
});

test('an accepted reason is still listed, and the scan is complete', (t) => {
  const counter = new CoverageCounter([{ code: 'unreadable', path: 'a' }]);
  counter.problem('unreadable', 'no permission to read', 'a');
  t.is(counter.result().state, 'complete');
  t.is(counter.result().reasons[0]?.accepted, true);
  counter.problem('unreadable', 'no permission to read', 'b');
  t.is(counter.result().state, 'incomplete');
});

test('nothing read is complete: there was nothing to read', (t) => {
  t.is(new CoverageCounter().result().state, 'complete');
});
