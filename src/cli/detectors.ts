import { detectors } from '../../detectors/index.ts';
import { createEngine } from '../engine/index.ts';
import type { Detector } from '../engine/index.ts';
import { printable } from '../report/index.ts';
import { UsageError } from './errors.ts';

/** `unleak detectors list`: id, severity and title of each; `--json` for programs. */
export function listDetectors(json: boolean): number {
  if (json) process.stdout.write(`${JSON.stringify(detectors.map(plain), undefined, 2)}\n`);
  else
    for (const one of detectors)
      process.stdout.write(`${one.id.padEnd(44)} ${one.severity.padEnd(9)} ${one.title}\n`);
  return 0;
}

/** `unleak detectors show ID`. */
export function showDetector(id: string): number {
  const detector = detectors.find((one) => one.id === id);
  if (detector === undefined) throw new UsageError(`no detector is called ${id}`, nearest(id));
  const {
    title,
    vendor,
    severity,
    keywords,
    pattern,
    check,
    revoke,
    documentation,
    companion,
    confidence,
    generic,
  } = detector;
  const rows: [string, string][] = [
    ['title', title],
    ['vendor', vendor],
    ['severity', severity],
    ['keywords', keywords.join(', ')],
    ['pattern', pattern.source],
    ['offline check', check === undefined ? 'none' : 'yes'],
    ['confidence', generic === true ? 'by score' : (confidence ?? 'likely')],
    ['companion', companion?.name ?? 'none'],
    ['revoke', revoke ?? 'see the documentation'],
    ['documentation', documentation],
  ];
  for (const [name, value] of rows) process.stdout.write(`${name.padEnd(14)} ${printable(value)}\n`);
  return 0;
}

/** `unleak detectors test FILE`: which detector finds what in a file, masked. */
export async function testDetectors(path: string): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const bytes = await readFile(path).catch(() => {
    throw new UsageError(`${path}: cannot be read`);
  });
  const engine = createEngine(detectors);
  const candidates = engine.find(bytes);
  const matches = engine.judge(bytes, candidates, { path });
  for (const match of matches)
    process.stdout.write(
      `bytes ${match.span.start}-${match.span.end}  ${match.detector.id}  ${match.confidence}  ${match.secret.mask}  ${match.why.join('; ')}\n`,
    );
  process.stderr.write(`${candidates.length} candidates, ${matches.length} matches\n`);
  return matches.length > 0 ? 1 : 0;
}

function plain({ id, title, vendor, severity, keywords, documentation, revoke, check }: Detector): object {
  return { id, title, vendor, severity, keywords, documentation, revoke, check: check !== undefined };
}

function nearest(id: string): string {
  const close = detectors.filter((one) => one.id.includes(id) || one.vendor.includes(id)).slice(0, 5);
  return close.length > 0
    ? `perhaps ${close.map((one) => one.id).join(', ')}`
    : '"unleak detectors list" has them all';
}
