import { readdir, realpath } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { Engine, Severity } from '../engine/index.ts';
import { createReporter, formats, printable, writeReport } from '../report/index.ts';
import { scan } from '../scan/index.ts';
import type { LiveFinding, ScanResult } from '../scan/index.ts';
import { applySuppressions, effectiveDetectors, openCache } from '../config/index.ts';
import type { State } from '../config/index.ts';
import { acceptance, buildEngine, builtIn, nowFrom, placeOf, stateOf } from './detection.ts';
import type { Place } from './detection.ts';
import { UsageError } from './errors.ts';
import { excerptsFor } from './excerpts.ts';
import type { Arguments } from './flags.ts';
import { progressLine } from './progress.ts';
import { baseOf, rebase } from './rebase.ts';
import { openSink } from './sink.ts';
import { terminalStyle } from './style.ts';
import { configFor, suppressionContext } from './suppression.ts';
import { version } from './version.ts';
import { writeBaseline } from './write-baseline.ts';

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** Worker threads, where every detector is built in: a configuration's own ones exist in this thread alone. */
export function threadsFor(
  args: Arguments,
  engine: Engine,
): { threads: number; builtIn?: readonly string[] } {
  const text = args.text('threads');
  const threads = text === undefined ? availableParallelism() : Number(text);
  if (!Number.isInteger(threads) || threads < 1 || threads > 64)
    throw new UsageError('--threads takes a number from 1 to 64');
  // Nothing is read in threads: the patterns, which are made when they are asked for, stay unmade.
  if (args.off('history') || args.on('staged')) return { threads };
  const known = new Map(builtIn.map((detector) => [detector.id, detector]));
  const same = engine.detectors.every((detector) => {
    const own = known.get(detector.id);
    return own === detector || own?.pattern.source === detector.pattern.source;
  });
  return same ? { threads, builtIn: engine.detectors.map((detector) => detector.id) } : { threads: 1 };
}

/** `unleak scan`: runs a scan and writes its report; returns the exit code. */
export async function runScan(args: Arguments, signal: AbortSignal): Promise<number> {
  checkCombination(args);
  const paths = args.list('paths');
  const now = nowFrom(args.text('now'));
  const place = await placeOf(paths);
  const config = await configFor(args, place.root);
  const detectors = effectiveDetectors(builtIn, config.detectors, config.overrides);
  const engine = buildEngine(detectors, args.list('only'), args.list('skip'));
  const format = formats.find((one) => one === args.text('format')) ?? 'terminal';
  let excerpts: ReadonlyMap<string, string> | undefined;
  const reporter = await createReporter(format, {
    terminal: {
      ...terminalStyle(process.stdout, baseOf(paths, place.root)),
      excerpt: ({ id }) => excerpts?.get(id),
    },
    now,
    documentation: (id) => engine.detectors.find((detector) => detector.id === id)?.documentation,
  });
  const partial = await historyLeftOut(args, place);
  const state = await stateOf(place);
  const revisions = [...(args.text('range')?.split(/\s+/).filter(Boolean) ?? []), ...args.list('branch')];
  const progress = progressLine(args.on('quiet'));
  let result: ScanResult;
  try {
    result = await scan({
      paths,
      cwd: process.cwd(),
      engine,
      version: version(),
      tree: !args.on('history-only'),
      history: !args.off('history'),
      staged: args.on('staged'),
      ...(revisions.length === 0 ? {} : { range: revisions, onlyNew: args.on('only-new') }),
      ...(state === undefined ? {} : { key: state.key }),
      // It is kept for one repository.
      ...(state === undefined || args.off('cache') || paths.length > 1
        ? {}
        : { memory: openCache(state, (message) => process.stderr.write(`unleak: ${message}\n`)) }),
      now,
      reader: args.text('reader') === 'plain' ? 'plain' : 'pack',
      ...threadsFor(args, engine),
      accept: [...config.accept, ...args.list('accept')].map(acceptance),
      stdin: process.stdin,
      signal,
      onProgress: progress.update,
    });
  } finally {
    progress.clear();
  }
  const lowest = severities.indexOf((args.text('min-severity') ?? 'low') as Severity);
  const base = await realpath(baseOf(paths, place.root));
  const open = rebase(
    await withStatus(
      result.findings.filter((finding) => severities.indexOf(finding.severity) <= lowest),
      state,
    ),
    base,
    place.root,
  );
  const context = await suppressionContext(args, place, config, state, {
    now,
    complete: isWhole(args, place),
  });
  if (args.on('write-baseline')) {
    const { baseline: _, ...withoutBaseline } = context;
    const { findings } = await applySuppressions(open, withoutBaseline);
    writeBaseline(args, place, findings, context, state);
    return 0;
  }
  const { findings: left, accepted, counts, notes } = await applySuppressions(open, context);
  if (format === 'terminal') excerpts = await excerptsFor(left, place, engine);
  const findings = rebase(left, place.root, base);
  if (!args.on('quiet'))
    for (const note of partial === undefined ? notes : [partial, ...notes])
      process.stderr.write(`unleak: note: ${printable(note)}
`);
  const sink = openSink(args.text('output'));
  try {
    writeReport(reporter, { ...result, findings, accepted, suppressed: counts, notes }, sink.write);
  } catch (error) {
    sink.discard();
    throw error;
  }
  sink.close();
  return args.on('exit-zero') ? 0 : exitCode(findings, result.coverage);
}

function checkCombination(args: Arguments): void {
  if (args.on('history-only') && args.off('history'))
    throw new UsageError('--history-only and --no-history exclude each other');
  if (args.on('write-baseline') && args.off('baseline'))
    throw new UsageError('--write-baseline and --no-baseline exclude each other');
  const given = ['staged', 'range', 'branch', 'history-only'].filter(
    (name) => args.on(name) || (!args.off(name) && args.list(name).length > 0),
  );
  const other = given.find((name) => name !== 'staged');
  if (args.on('staged') && other !== undefined)
    throw new UsageError(`--staged and --${other} exclude each other`);
  if (args.on('only-new') && !given.includes('range'))
    throw new UsageError('--only-new needs --range', 'unleak scan --range main..topic --only-new');
  if (args.off('history') && given.length > 0 && !args.on('staged'))
    throw new UsageError(`--no-history and --${given[0] ?? ''} exclude each other`);
}

/** A folder of a repository has no history of its own: that is said, and asking for nothing else is a mistake. */
async function historyLeftOut(args: Arguments, { root, repository }: Place): Promise<string | undefined> {
  const asked = ['staged', 'range', 'branch'].some(
    (name) => args.on(name) || args.list(name).some((one) => one !== 'false'),
  );
  if (repository?.root === undefined || args.off('history') || asked) return undefined;
  const paths = args.list('paths').filter((path) => path !== '-');
  if (args.list('paths').length > 0 && paths.length === 0) return undefined;
  for (const path of paths.length === 0 ? ['.'] : paths) {
    if ((await realpath(resolve(path)).catch(() => root)) === root) continue;
    if (args.on('history-only'))
      throw new UsageError(
        'only a whole repository has a history to read',
        `unleak scan --history-only ${root}`,
      );
    return `the history was not read, only files: it is that of the whole repository, ${root}`;
  }
  return undefined;
}

/** Was everything read, so that what was not found is not there? */
function isWhole(args: Arguments, place: Place): boolean {
  const narrow = ['staged', 'history-only', 'range', 'branch', 'only', 'skip', 'min-severity'];
  const paths = args.list('paths').map((path) => resolve(path));
  return (
    !args.off('history') &&
    !narrow.some((name) => args.on(name) || args.list(name).some((value) => value !== 'false')) &&
    (paths.length === 0 ? [process.cwd()] : paths).every((path) => path === place.root)
  );
}

/** What migrations know of the findings; their room is loaded only where one was made. */
async function withStatus(
  findings: readonly LiveFinding[],
  state: State | undefined,
): Promise<readonly LiveFinding[]> {
  if (state === undefined || findings.length === 0) return findings;
  const journals = await readdir(join(state.dir, 'journal')).catch(() => []);
  if (journals.length === 0) return findings;
  const { reportable } = await import('./migrated.ts');
  return reportable(findings, state);
}

/** 1: open findings; 3: nothing found but not all was read; 0: clean. */
function exitCode(findings: readonly LiveFinding[], coverage: ScanResult['coverage']): number {
  if (findings.some((finding) => finding.status === 'open' || finding.status === 'migrated-rotate')) return 1;
  return coverage.state === 'incomplete' ? 3 : 0;
}
