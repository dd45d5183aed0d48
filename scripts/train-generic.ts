// Trains the weights of the generic score: node scripts/train-generic.ts CORPUS.jsonl
// A line of the corpus is {"repo", "path", "firstLine", "text", "labels": [{"line", "endLine", "secret"}]}. Prints
// precision and recall on folds split by repository, then writes src/engine/weights.ts trained on all of it.
import { readFile, writeFile } from 'node:fs/promises';

import { detectors } from '../detectors/index.ts';
import { genericInput, withoutQuotes } from '../src/engine/engine.ts';
import { Scanner } from '../src/engine/scanner.ts';
import { features, isNoLiteral } from '../src/engine/score.ts';

interface Row {
  repo: string;
  path: string;
  firstLine: number;
  text: string;
  labels: { line: number; endLine: number; secret: boolean; categories: string[] }[];
}

interface Sample {
  repo: string;
  vector: [number, number][];
  secret: boolean;
  weight: number;
  shown: string;
}

const ignored = new Set([
  'UUID',
  'Salt',
  'Nonce',
  'AWS S3 Bucket',
  'Firebase Domain',
  'Tencent WeChat API App ID',
]);
const corpus = process.argv[2];
if (corpus === undefined) throw new Error('usage: node scripts/train-generic.ts CORPUS.jsonl');
const rows = (await readFile(corpus, 'utf8'))
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);
const scanner = new Scanner(detectors);
const names: string[] = [];
const numbers = new Map<string, number>();

function numberOf(name: string): number {
  let number = numbers.get(name);
  if (number === undefined) {
    number = names.length;
    numbers.set(name, number);
    names.push(name);
  }
  return number;
}

const samples: Sample[] = [];
for (const row of rows) {
  const bytes = Buffer.from(row.text);
  const lineOf = (offset: number): number =>
    row.firstLine + bytes.toString('latin1', 0, offset).split('\n').length - 1;
  const seen = new Set<string>();
  scanner.scan(bytes, undefined, (found) => {
    if (found.hit.matcher.detector.generic !== true || found.decoded.length > 0) return;
    const { start, end, quoted } = withoutQuotes(found);
    if (end <= start) return;
    const input = genericInput(found, { path: row.path }, start, end, quoted);
    if (input === undefined || isNoLiteral(input)) return;
    if (seen.has(`${start}`)) return;
    seen.add(`${start}`);
    const line = lineOf(start);
    const over = row.labels.filter((label) => label.line <= line && line <= label.endLine);
    const secret = over.some((label) => label.secret);
    if (
      over.length > 0 &&
      over.every((label) => label.secret && label.categories.every((c) => ignored.has(c)))
    )
      return;
    samples.push({
      repo: row.repo,
      vector: Object.entries(features(input)).map(([name, amount]) => [numberOf(name), amount]),
      secret,
      weight: 1,
      shown: `${row.path.split('/').at(-1)}:${line} ${input.name.trim()} | ${input.value.slice(0, 60)}`,
    });
  });
}

function train(set: readonly Sample[], epochs = 300, l2 = 0.0015): { weights: Float64Array; bias: number } {
  const weights = new Float64Array(names.length);
  const sums = new Float64Array(names.length).fill(1e-8);
  let bias = 0;
  let biasSum = 1e-8;
  // A repository with thousands of alike lines shall not outweigh the rest.
  const perRepo = new Map<string, number>();
  for (const sample of set) perRepo.set(sample.repo, (perRepo.get(sample.repo) ?? 0) + 1);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const gradient = new Float64Array(names.length);
    let biasGradient = 0;
    let total = 0;
    for (const { vector, secret, repo, weight } of set) {
      let sum = bias;
      for (const [i, amount] of vector) sum += (weights[i] ?? 0) * amount;
      const share = weight / Math.sqrt(perRepo.get(repo) ?? 1);
      const error = (1 / (1 + Math.exp(-sum)) - Number(secret)) * share;
      total += share;
      for (const [i, amount] of vector) gradient[i] = (gradient[i] ?? 0) + error * amount;
      biasGradient += error;
    }
    for (let i = 0; i < names.length; i++) {
      const g = (gradient[i] ?? 0) / total + l2 * (weights[i] ?? 0);
      sums[i] = (sums[i] ?? 0) + g * g;
      weights[i] = (weights[i] ?? 0) - (0.3 * g) / Math.sqrt(sums[i] ?? 1);
    }
    const g = biasGradient / total;
    biasSum += g * g;
    bias -= (0.3 * g) / Math.sqrt(biasSum);
  }
  return { weights, bias };
}

function score(model: { weights: Float64Array; bias: number }, sample: Sample): number {
  let sum = model.bias;
  for (const [i, amount] of sample.vector) sum += (model.weights[i] ?? 0) * amount;
  return 1 / (1 + Math.exp(-sum));
}

const repos = [...new Set(samples.map((sample) => sample.repo))].sort();
const scored: { sample: Sample; score: number }[] = [];
for (let fold = 0; fold < 5; fold++) {
  const held = new Set(repos.filter((_, i) => i % 5 === fold));
  const model = train(samples.filter((sample) => !held.has(sample.repo)));
  for (const sample of samples)
    if (held.has(sample.repo)) scored.push({ sample, score: score(model, sample) });
}
const positives = samples.filter((sample) => sample.secret).length;
console.log(`${samples.length} samples, ${positives} secret, ${names.length} features`);
for (const threshold of [0.3, 0.4, 0.5, 0.6, 0.7, 0.8]) {
  const kept = scored.filter((one) => one.score >= threshold);
  const hits = kept.filter((one) => one.sample.secret).length;
  const precision = hits / Math.max(1, kept.length);
  const recall = hits / positives;
  console.log(
    `held out, score >= ${threshold}: precision ${precision.toFixed(3)} recall ${recall.toFixed(3)} F1 ${((2 * precision * recall) / (precision + recall)).toFixed(3)}`,
  );
}
if (process.argv.includes('--errors')) {
  for (const one of scored
    .filter((s) => !s.sample.secret)
    .sort((a, b) => b.score - a.score)
    .slice(0, 40))
    console.log(`false ${one.score.toFixed(2)} ${one.sample.shown}`);
  for (const one of scored
    .filter((s) => s.sample.secret)
    .sort((a, b) => a.score - b.score)
    .slice(0, 40))
    console.log(`missed ${one.score.toFixed(2)} ${one.sample.shown}`);
}
const model = train(samples);
const entries = names
  .map((name, i) => [name, Math.round((model.weights[i] ?? 0) * 1000) / 1000] as const)
  .filter(([, weight]) => weight !== 0)
  .sort(([a], [b]) => (a < b ? -1 : 1));
await writeFile(
  'src/engine/weights.ts',
  `// Generated by scripts/train-generic.ts; do not edit.

export const bias = ${Math.round(model.bias * 1000) / 1000};

export const weights: Readonly<Record<string, number>> = ${JSON.stringify(Object.fromEntries(entries), undefined, 2)};
`,
);
