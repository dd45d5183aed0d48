// Trains the weights of the generic score: node scripts/train-generic.ts CORPUS.jsonl [--errors] [--dry]
// A line of the corpus is {"repo", "path", "firstLine", "text", "labels": [{"line", "endLine", "secret"}]}. Prints what
// all detectors together reach on folds split by repository, beside the hand-made rules, then trains on all of it and
// writes src/engine/weights.ts.
import { readFile, writeFile } from 'node:fs/promises';

import { format, resolveConfig } from 'prettier';

import { detectors } from '../detectors/index.ts';
import { genericInput, withoutQuotes } from '../src/engine/generic-input.ts';
import { createEngine } from '../src/engine/index.ts';
import { Scanner } from '../src/engine/scanner.ts';
import { features, isNoLiteral, withRules } from '../src/engine/score.ts';
import type { ScoreInput } from '../src/engine/score.ts';
import { bigramRarity, wordCover } from '../src/engine/text.ts';

interface Label {
  line: number;
  endLine: number;
  secret: boolean;
  categories: string[];
}
interface Row {
  repo: string;
  path: string;
  firstLine: number;
  text: string;
  labels: Label[];
}
interface Sample {
  readonly row: number;
  readonly repo: string;
  readonly vector: readonly (readonly [number, number])[];
  readonly secret: boolean;
  readonly rules: number;
  readonly input: ScoreInput;
  readonly line: number;
  readonly endLine: number;
  readonly shown: string;
}
interface Place {
  readonly row: number;
  readonly line: number;
  readonly endLine: number;
}
interface Model {
  readonly weights: Float64Array;
  readonly bias: number;
}

/** Labels of identifiers: neither right nor wrong. */
const ignored = new Set([
  'UUID',
  'Salt',
  'Nonce',
  'AWS S3 Bucket',
  'Firebase Domain',
  'Tencent WeChat API App ID',
]);
const corpus = process.argv[2];
if (corpus === undefined)
  throw new Error('usage: node scripts/train-generic.ts CORPUS.jsonl [--errors] [--dry]');
const rows = (await readFile(corpus, 'utf8'))
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);

const names: string[] = [];
const numbers = new Map<string, number>();
function numberOf(name: string): number {
  const number = numbers.get(name) ?? names.push(name) - 1;
  numbers.set(name, number);
  return number;
}

/** What one would write without data: rare text under a name that does not speak of something else. The yardstick. */
function handMade({ value, name, quoted }: ScoreInput): number {
  const rarity = bigramRarity(value);
  const mixed = /\d/.test(value) && /[A-Za-z]/.test(value);
  let points = 0.2 + (rarity - 4) / 4 + (mixed ? 0.25 : 0) - wordCover(value) * 0.4;
  if (value.length >= 8) points += 0.1;
  if (/\s/.test(value) || /^[./~]|:\/\//.test(value)) points -= 0.6;
  if (!quoted && /^[A-Za-z_.]+$/.test(value)) points -= 0.2;
  if (/pass|pwd|secret/i.test(name)) points += 0.1;
  return points;
}

/** What the vendors' detectors find, and every generic match that they leave. */
function collect(): { samples: Sample[]; vendor: Place[] } {
  const generic = new Scanner(detectors.filter((detector) => detector.generic === true));
  const vendors = createEngine(detectors.filter((detector) => detector.generic !== true));
  const samples: Sample[] = [];
  const vendor: Place[] = [];
  rows.forEach((row, number) => {
    const bytes = Buffer.from(`${row.text}\n`);
    const path = `${row.repo}/${row.path}`;
    const lineOf = (offset: number): number =>
      row.firstLine + bytes.toString('latin1', 0, offset).split('\n').length - 1;
    const taken: { start: number; end: number }[] = [];
    for (const { detector, span, confidence } of vendors.judge(bytes, vendors.find(bytes), { path })) {
      if (confidence === 'possible' && detector.publicId !== true) continue;
      taken.push(span);
      if (confidence === 'possible') continue;
      vendor.push({ row: number, line: lineOf(span.start), endLine: lineOf(span.end - 1) });
    }
    const seen = new Set<number>();
    generic.scan(bytes, undefined, (found) => {
      if (found.decoded.length > 0) return;
      const { start, end, quoted } = withoutQuotes(found);
      if (end <= start || seen.has(start) || taken.some((span) => span.start < end && start < span.end))
        return;
      const input = genericInput(found, { path }, start, end, quoted);
      if (input === undefined || isNoLiteral(input)) return;
      seen.add(start);
      const line = lineOf(start);
      const endLine = lineOf(end - 1);
      const over = row.labels.filter((label) => label.line <= endLine && line <= label.endLine);
      if (
        over.length > 0 &&
        over.every((label) => label.secret && label.categories.every((c) => ignored.has(c)))
      )
        return;
      samples.push({
        row: number,
        repo: row.repo,
        vector: Object.entries(features(input)).map(([name, amount]) => [numberOf(name), amount] as const),
        secret: over.some((label) => label.secret),
        rules: handMade(input),
        input,
        line,
        endLine,
        shown: `${path.split('/').at(-1)}:${line} ${input.name.trim()} | ${input.value.slice(0, 60)}`,
      });
    });
  });
  return { samples, vendor };
}

/** Logistic regression with an L2 penalty, by AdaGrad over the whole set. */
function train(set: readonly Sample[], epochs = 400, l2 = 0.001): Model {
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
    for (const { vector, secret, repo } of set) {
      let sum = bias;
      for (const [i, amount] of vector) sum += (weights[i] ?? 0) * amount;
      const share = 1 / Math.sqrt(perRepo.get(repo) ?? 1);
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

function score(model: Model, sample: Sample): number {
  let sum = model.bias;
  for (const [i, amount] of sample.vector) sum += (model.weights[i] ?? 0) * amount;
  return withRules(1 / (1 + Math.exp(-sum)), sample.input).score;
}

/** Precision, recall and F1 over labelled places; whatever is reported off any label counts as wrong too. */
function strict(places: readonly Place[]): string {
  const byRow = new Map<number, Place[]>();
  for (const place of places) byRow.set(place.row, [...(byRow.get(place.row) ?? []), place]);
  let right = 0;
  let wrong = 0;
  let missed = 0;
  rows.forEach((row, number) => {
    const hit = new Set<Label>();
    for (const { line, endLine } of byRow.get(number) ?? []) {
      const over = row.labels.filter((label) => label.line <= endLine && line <= label.endLine);
      for (const label of over) hit.add(label);
      if (over.length === 0) wrong++;
    }
    for (const label of row.labels) {
      if (label.secret && label.categories.every((c) => ignored.has(c))) continue;
      if (label.secret && hit.has(label)) right++;
      else if (label.secret) missed++;
      else if (hit.has(label)) wrong++;
    }
  });
  const precision = right / Math.max(1, right + wrong);
  const recall = right / (right + missed);
  const f1 = (2 * precision * recall) / (precision + recall);
  return `precision ${precision.toFixed(3)} recall ${recall.toFixed(3)} F1 ${f1.toFixed(3)}`;
}

const { samples, vendor } = collect();
const repos = [...new Set(rows.map((row) => row.repo))].sort();
const foldOf = (repo: string): number => repos.indexOf(repo) % 5;
const heldOut = new Map<Sample, number>();
for (let fold = 0; fold < 5; fold++) {
  const model = train(samples.filter((sample) => foldOf(sample.repo) !== fold));
  for (const sample of samples) if (foldOf(sample.repo) === fold) heldOut.set(sample, score(model, sample));
}
const secrets = samples.filter((sample) => sample.secret).length;
console.log(`${samples.length} generic matches, ${secrets} of them secret, ${names.length} features`);
console.log(`vendors alone: ${strict(vendor)}`);
for (const threshold of [0.3, 0.4, 0.5, 0.6, 0.7, 0.8]) {
  const rules = samples.filter((sample) => sample.rules >= threshold);
  const model = samples.filter((sample) => (heldOut.get(sample) ?? 0) >= threshold);
  console.log(
    `>= ${threshold}: held out ${strict([...vendor, ...model])} | rules ${strict([...vendor, ...rules])}`,
  );
}
if (process.argv.includes('--errors')) {
  const sorted = [...heldOut].sort((a, b) => b[1] - a[1]);
  for (const [sample, score] of sorted.filter(([sample]) => !sample.secret).slice(0, 60))
    console.log(`false ${score.toFixed(2)} ${sample.shown}`);
  for (const [sample, score] of sorted.filter(([sample]) => sample.secret).slice(-60))
    console.log(`missed ${score.toFixed(2)} ${sample.shown}`);
}
const final = train(samples);
const entries = names
  .map((name, i) => [name, Math.round((final.weights[i] ?? 0) * 100) / 100] as const)
  .filter(([, weight]) => weight !== 0)
  .sort(([a], [b]) => (a < b ? -1 : 1));
const target = new URL('../src/engine/weights.ts', import.meta.url);
const text = `// Generated by scripts/train-generic.ts; do not edit.

export const bias = ${Math.round(final.bias * 100) / 100};

export const weights: Readonly<Record<string, number>> = ${JSON.stringify(Object.fromEntries(entries))};
`;
if (!process.argv.includes('--dry')) {
  const options = await resolveConfig(target.pathname);
  await writeFile(target, await format(text, { ...options, filepath: target.pathname }));
}
