import test from 'ava';

import { detectors } from '../../detectors/index.ts';
import { createEngine, reveal } from '../../src/engine/index.ts';
import type { Engine, Example, Span } from '../../src/engine/types.ts';

const long = process.env['UNLEAK_LONG'] !== undefined;

/** The engine runs its automaton over 64 KiB at a time, in four pieces. */
const edges = [16 * 1024, 32 * 1024, 64 * 1024, 128 * 1024];

function parts(example: Example): { before: string; secret: string; after: string } {
  if (typeof example !== 'string' && 'text' in example) {
    const at = example.text.indexOf(example.secret);
    const { text, secret } = example;
    return { before: text.slice(0, at), secret, after: text.slice(at + secret.length) };
  }
  const name = typeof example === 'string' ? 'THE_VALUE' : example.name;
  const secret = typeof example === 'string' ? example : example.value;
  return secret.includes('\n')
    ? { before: `${name}\n`, secret, after: '\n' }
    : { before: `${name}="`, secret, after: '"' };
}

/** Lines of text up to an offset, and the example so that the middle of its secret is there. */
function placed(edge: number, { before, secret, after }: ReturnType<typeof parts>): string {
  const room = edge - before.length - (secret.length >> 1);
  return `${'# a line of text\n'.repeat(room / 17)}${' '.repeat(room % 17)}${before}${secret}${after}\n`;
}

/** The places of a secret among the matches. */
function spans(engine: Engine, bytes: Buffer, secret: string): Span[] {
  return engine
    .judge(bytes, engine.find(bytes), {})
    .filter((match) => Buffer.from(reveal(match.secret)).toString('latin1') === secret)
    .map((match) => match.span);
}

const cases = detectors.flatMap((detector) => {
  const { hits } = detector.examples();
  return (long ? hits : hits.slice(0, 1)).map((hit, i) => ({
    detector,
    hit: parts(hit),
    name: `${detector.id}: hit ${i}`,
  }));
});

test('every token is found where the engine’s pieces meet, and at the ends of a file', (t) => {
  const failures: string[] = [];
  for (const { detector, hit, name } of cases) {
    const engine = createEngine([detector]);
    for (const edge of edges) {
      // All of them for each in the long run alone.
      if (!long && edge !== edges[detector.id.length % edges.length]) continue;
      const bytes = Buffer.from(placed(edge, hit), 'latin1');
      const start = edge - (hit.secret.length >> 1);
      if (!spans(engine, bytes, hit.secret).some((span) => span.start <= start && span.end > start))
        failures.push(`${name}: not found around ${edge}`);
    }
    // The first byte and the last one: nothing but what makes it a hit.
    const alone = Buffer.from(`${hit.before}${hit.secret}${hit.after.trimEnd()}`, 'latin1');
    if (spans(engine, alone, hit.secret).length === 0) failures.push(`${name}: not found alone in a file`);
  }
  t.deepEqual(failures, []);
});

test('one changed byte of a token is enough to find it', (t) => {
  const failures: string[] = [];
  // All detectors at once, as a history is read.
  const engine = createEngine(detectors);
  for (const { detector, hit, name } of cases) {
    const bytes = Buffer.from(placed(1700 + hit.before.length + hit.secret.length, hit), 'latin1');
    const index = detectors.indexOf(detector);
    const own = (ranges?: readonly Span[]): Span | undefined =>
      engine.find(bytes, ranges).find((candidate) => candidate.detector === index);
    const whole = own();
    if (whole === undefined) {
      failures.push(`${name}: not found`);
      continue;
    }
    for (const at of [whole.start, (whole.start + whole.end) >> 1, whole.end - 1])
      if (own([{ start: at, end: at + 1 }]) === undefined)
        failures.push(`${name}: not found from byte ${at - whole.start} of ${whole.end - whole.start}`);
  }
  t.deepEqual(failures, []);
});
