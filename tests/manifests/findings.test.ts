import test from 'ava';
import { detectors } from '../../detectors/index.ts';
import { createEngine, reveal } from '../../src/engine/index.ts';
import { judgeFile } from '../../src/scan/judge.ts';
import { value } from './cases/case.ts';
import { findingCases } from './cases/findings.ts';
import { moreFindingCases } from './cases/more-findings.ts';

const engine = createEngine(detectors);

for (const [title, path, make, found] of [...findingCases, ...moreFindingCases]) {
  test(`${title}: each secret once, at its address, and nothing else`, (t) => {
    const secrets = { s: value(20), t: value(18) };
    const bytes = Buffer.from(make(secrets.s, secrets.t));
    const matches = judgeFile(engine, bytes, engine.find(bytes), path);
    const names = matches.map(({ address, secret }) => {
      const text = Buffer.from(reveal(secret)).toString();
      const name = text === secrets.s ? 's' : text === secrets.t ? 't' : 'another text';
      return `${address ?? 'no address'}: ${name}`;
    });
    t.deepEqual(
      [...new Set(names)].sort(),
      Object.entries(found)
        .map(([address, name]) => `${address}: ${name}`)
        .sort(),
    );
  });
}
