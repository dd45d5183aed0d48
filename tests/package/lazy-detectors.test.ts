import test from 'ava';

import { detectors } from '../../detectors/index.ts';
import { detectorRow, lazyDetector } from '../../scripts/build/lazy-detector.ts';
import { markOf } from '../../src/engine/engine.ts';
import { createEngine } from '../../src/engine/index.ts';

const lazy = detectors.map((detector) =>
  lazyDetector(detectorRow(detector, markOf(detector)), () => detector),
);

test('a detector of the bundle is the same as that of the sources', (t) => {
  const parts = ['id', 'title', 'vendor', 'severity', 'keywords', 'pattern', 'reach', 'quick', 'anchored', 'check', 'confidence', 'generic', 'judgedAs', 'named', 'companion', 'publicId', 'rows', 'revoke', 'documentation', 'examples'] as const; // prettier-ignore
  for (const [i, detector] of detectors.entries()) {
    for (const part of parts) t.deepEqual(lazy[i]?.[part], detector[part], `${detector.id}: ${part}`);
    const { hits } = detector.examples();
    const values = hits.map((hit) =>
      typeof hit === 'string' ? hit : 'value' in hit ? hit.value : hit.secret,
    );
    const lengths = ({ publicPrefix }: typeof detector): (number | undefined)[] =>
      values.map((value) => (typeof publicPrefix === 'function' ? publicPrefix(value) : publicPrefix));
    t.deepEqual(lengths(lazy[i] ?? detector), lengths(detector), `${detector.id}: publicPrefix`);
  }
});

test('an engine is made without making a detector', (t) => {
  let made = 0;
  const counted = detectors.map((detector) =>
    lazyDetector(detectorRow(detector, markOf(detector)), () => {
      made++;
      return detector;
    }),
  );
  const engine = createEngine(counted);
  engine.find(Buffer.from('const answer = 42;\n'));
  t.is(engine.version, createEngine(detectors).version);
  t.is(made, 0);
});

test('one with another severity keeps everything else', (t) => {
  const [detector] = lazy;
  t.truthy(detector);
  if (detector === undefined) return;
  const changed = { ...detector, severity: 'low' as const };
  t.is(changed.pattern, detector.pattern);
  t.is(changed.check, detector.check);
  t.is(changed.mark, undefined);
});
