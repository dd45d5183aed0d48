// Asks recheck how long the patterns of the detectors can take, and keeps its verdicts in scripts/patterns/verdicts.json,
// by the patterns' texts: only what is new or changed is asked. See tests/detectors/patterns.test.ts for what holds.
// node scripts/check-patterns.ts [--seconds=2] [--again]      The most that one pattern may take; `unknown` if it takes
// longer. With --again those are asked again.
import { existsSync, writeFileSync } from 'node:fs';
import { check } from 'recheck';
import { detectors } from '../detectors/index.ts';
import { patternKey, readVerdicts, verdictsFile } from './patterns/verdicts.ts';
import type { Verdict, Verdicts } from './patterns/verdicts.ts';

const seconds = Number(process.argv.find((one) => one.startsWith('--seconds='))?.slice(10) ?? 2);
const again = process.argv.includes('--again');
const old = existsSync(verdictsFile) ? readVerdicts() : {};
const verdicts: Verdicts = {};

function save(all: Verdicts): void {
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(verdictsFile, `${JSON.stringify(sorted, null, 2)}\n`);
}

async function ask({ source, flags }: RegExp): Promise<Verdict> {
  const answer = await check(source, flags, { timeout: seconds * 1000 });
  if (answer.status === 'unknown') return 'unknown';
  const { complexity } = answer;
  if (complexity.type === 'polynomial') return `polynomial ${complexity.degree}`;
  return complexity.type === 'exponential' ? 'exponential' : 'safe';
}

let asked = 0;
for (const detector of detectors) {
  const key = patternKey(detector);
  if (verdicts[key] !== undefined) continue;
  const known = again && old[key] === 'unknown' ? undefined : old[key];
  verdicts[key] = known ?? (await ask(detector.pattern));
  if (known !== undefined) continue;
  console.log(`${detector.id}: ${verdicts[key]}`);
  // An interrupted run goes on where it was.
  if (++asked % 20 === 0) save({ ...old, ...verdicts });
}
save(verdicts);
console.log(`${Object.keys(verdicts).length} patterns, ${asked} of them asked`);
