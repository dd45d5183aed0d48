import test from 'ava';

import { detectors } from '../../detectors/index.ts';
import { stepsAtOnePlace } from '../../scripts/patterns/bound.ts';
import { patternKey, readVerdicts } from '../../scripts/patterns/verdicts.ts';
import { createEngine } from '../../src/engine/index.ts';
import type { Detector, Engine } from '../../src/engine/types.ts';
import { adversaries } from './adversary.ts';

const long = process.env['UNLEAK_LONG'] !== undefined;

/** More than this at one place needs a reason. */
const mostSteps = 20_000_000;
/**
 * Patterns whose bound is far above what any text can make of it, and why. They are held to the adversarial inputs
 * below, all of them in every run.
 */
const loose: Readonly<Record<string, string>> = {
  'generic-password': 'twenty ways to assign, of which one byte mostly leaves one',
  'generic-secret': 'as generic-password',
  'generic-token': 'as generic-password',
  'generic-one-time-secret': 'as generic-password',
  'generic-api-key': 'as generic-password',
  'generic-pw': 'as generic-password',
  'private-key': 'a block: 24,000 bytes, read once for each of the few lengths of a look-ahead',
  'encrypted-private-key': 'as private-key',
};

test('recheck has looked at every pattern, and what it does not call safe has a bound', (t) => {
  const verdicts = readVerdicts();
  const verdictOf = (detector: Detector) => verdicts[patternKey(detector)];
  t.deepEqual(
    detectors.filter((detector) => verdictOf(detector) === undefined).map(({ id }) => id),
    [],
    'run: node scripts/check-patterns.ts',
  );
  // It tries texts and does not know that a repeat ends: `{0,72}` may look exponential to it. The bound is a proof.
  for (const detector of detectors) {
    const verdict = verdictOf(detector);
    if (verdict === 'safe' || detector.id in loose) continue;
    const steps = stepsAtOnePlace(detector.pattern);
    t.true(steps <= (verdict === 'exponential' ? 1_000_000 : mostSteps), `${detector.id}: ${verdict}`);
  }
});

test('every pattern is bounded at every place, whatever the text', (t) => {
  const above: string[] = [];
  for (const { id, pattern } of detectors) {
    const steps = stepsAtOnePlace(pattern);
    t.true(
      Number.isFinite(steps),
      `${id}: no bound; name the most repeats instead of * and +, and let bytes decide`,
    );
    if (steps > mostSteps) above.push(id);
  }
  t.deepEqual(above.sort(), Object.keys(loose).sort(), 'more than mostSteps');
});

test('the bound knows what is settled by the next byte', (t) => {
  const steps = (pattern: RegExp): number => stepsAtOnePlace(pattern);
  t.is(steps(/abc/), 3);
  t.true(steps(/[a-z]{1,40}-[a-z]{1,40}-[a-z]{1,40}/) < 400);
  t.true(steps(/[a-z]{1,40}[a-z]{1,40}[a-z]{1,40}!/) > 40 ** 3);
  t.true(steps(/(?:[^"\\]|\\.){1,400}"/) < 2500);
  t.true(steps(/(?:[^"]|\\.){1,400}"/) > 1e100);
  t.is(steps(/a+b/), Number.POSITIVE_INFINITY);
  t.true(steps(/(?=[a-z]{1,40}[a-z]{1,40}!)x/) < 5000);
});

/** Processor time of this thread in milliseconds: other test files run in other threads. */
function cost(engine: Engine, bytes: Buffer): number {
  const before = process.threadCpuUsage();
  engine.find(bytes);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

const megabyte = 1024 * 1024;
/** As many times a plain pass, at most. Of a small text compiling is the larger part, and a busy machine is seen. */
const most = long ? 1500 : 12_000;

test('texts made to slow a detector down cost a bounded multiple of a plain pass over them', (t) => {
  const size = long ? megabyte : 64 * 1024;
  const chosen = long ? detectors : detectors.filter(({ id }, i) => i % 60 === 7 || id in loose);
  const plain = createEngine([{ ...(detectors[0] as Detector), keywords: ['\u0001\u0002\u0003'] }]);
  for (const detector of chosen) {
    const engine = createEngine([detector]);
    for (const { name, bytes } of adversaries(detector, size)) {
      // Less than what the clock can tell is not counted; something else may have been at work the first time.
      const bound = most * Math.max(cost(plain, bytes), (0.5 * size) / megabyte);
      const first = cost(engine, bytes);
      const spent = first <= bound ? first : Math.min(first, cost(engine, bytes));
      t.true(spent <= bound, `${detector.id}, ${name}: ${spent.toFixed(0)} ms, ${bound.toFixed(0)} allowed`);
    }
  }
});
