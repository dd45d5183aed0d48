import { readFile, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { Detector } from '../engine/index.ts';
import { printable } from '../report/index.ts';
import { effectiveDetectors } from '../config/index.ts';
import { buildEngine, builtIn, placeOf } from './detection.ts';
import { UsageError } from './errors.ts';
import type { Arguments } from './flags.ts';
import { nearest } from './nearest.ts';
import { configFor } from './suppression.ts';

/** What is shown of a detector; never its examples, which look like tokens. */
function describe(detector: Detector): Record<string, unknown> {
  return {
    id: detector.id,
    title: detector.title,
    vendor: detector.vendor,
    severity: detector.severity,
    confidence: detector.confidence ?? 'likely',
    offlineCheck: detector.check !== undefined,
    generic: detector.generic === true,
    keywords: detector.keywords,
    ...(detector.revoke === undefined ? {} : { revoke: detector.revoke }),
    documentation: detector.documentation,
  };
}

/** The built-in detectors with what the configuration of this repository says of them. */
async function used(args: Arguments): Promise<readonly Detector[]> {
  const { root } = await placeOf([]);
  const { detectors, overrides } = await configFor(args, root);
  return effectiveDetectors(builtIn, detectors, overrides);
}

export async function listDetectors(args: Arguments): Promise<number> {
  const all = (await used(args)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (args.on('json')) {
    process.stdout.write(`${JSON.stringify(all.map(describe), undefined, 2)}\n`);
    return 0;
  }
  const width = Math.max(...all.map((detector) => detector.id.length));
  for (const { id, severity, title } of all)
    process.stdout.write(`${id.padEnd(width)}  ${severity.padEnd(8)}  ${printable(title)}\n`);
  process.stderr.write(`${all.length} detectors\n`);
  return 0;
}

export async function showDetector(args: Arguments): Promise<number> {
  const id = args.text('id') ?? '';
  const all = await used(args);
  const found = all.filter((detector) => detector.id === id || detector.vendor === id);
  if (found.length === 0) {
    const near = nearest(
      id,
      all.flatMap((detector) => [detector.id, detector.vendor]),
    );
    throw new UsageError(
      `no detector or vendor is called ${id}`,
      near === undefined ? '"unleak detectors list" has them all' : `did you mean ${near}?`,
    );
  }
  for (const detector of found) {
    for (const [name, value] of Object.entries(describe(detector)))
      process.stdout.write(
        `${name.padEnd(14)} ${printable(Array.isArray(value) ? value.join(', ') : String(value))}\n`,
      );
    process.stdout.write(
      `${'pattern'.padEnd(14)} ${printable(detector.pattern.constructor === RegExp ? detector.pattern.source : String(detector.pattern))}\n\n`,
    );
  }
  return 0;
}

/** Everything the engine sees in a file, with score and reasons; values masked. */
export async function testFile(args: Arguments): Promise<number> {
  const path = args.text('file') ?? '-';
  const engine = buildEngine(await used(args), args.list('only'), args.list('skip'));
  const bytes = path === '-' ? await buffer(process.stdin) : await read(path);
  const candidates = engine.find(bytes);
  const matches = engine.judge(bytes, candidates, path === '-' ? {} : { path });
  for (const match of matches) {
    const before = bytes.subarray(0, match.span.start).toString('utf8').split('\n');
    const decoded = match.decoded.length === 0 ? '' : ` (${match.decoded.join(', ')})`;
    process.stdout.write(
      `${printable(path)}:${before.length}:${Array.from(before.at(-1) ?? '').length + 1}  ${match.detector.id}  ${match.secret.mask} ${match.secret.lengthClass} bytes${decoded}  ${match.harmless === undefined ? `${match.confidence} ${match.score.toFixed(2)}` : 'no secret'}  ${match.why.map(printable).join('; ')}\n`,
    );
  }
  process.stderr.write(`${candidates.length} candidates, ${matches.length} matches\n`);
  return matches.some(({ harmless }) => harmless === undefined) ? 1 : 0;
}

async function read(path: string): Promise<Buffer> {
  try {
    if (!(await stat(path)).isFile()) throw new UsageError(`${path} is not a file`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot read ${path} (${String((error as NodeJS.ErrnoException).code)})`);
  }
}
