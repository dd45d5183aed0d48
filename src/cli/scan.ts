import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Severity } from '../engine/index.ts';
import { createReporter, formats, writeReport } from '../report/index.ts';
import { scan } from '../scan/index.ts';
import type { LiveFinding, ScanResult } from '../scan/index.ts';
import type { State } from '../config/index.ts';
import { acceptance, buildEngine, builtIn, nowFrom, placeOf, stateOf } from './detection.ts';
import { UsageError } from './errors.ts';
import type { Arguments } from './flags.ts';
import { progressLine } from './progress.ts';
import { openSink } from './sink.ts';
import { terminalStyle } from './style.ts';
import { version } from './version.ts';

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** `unleak scan`: runs a scan and writes its report; returns the exit code. */
export async function runScan(args: Arguments, signal: AbortSignal): Promise<number> {
  checkCombination(args);
  const paths = args.list('paths');
  const now = nowFrom(args.text('now'));
  const place = await placeOf(paths);
  const engine = buildEngine(builtIn, args.list('only'), args.list('skip'));
  const format = formats.find((one) => one === args.text('format')) ?? 'terminal';
  const reporter = await createReporter(format, {
    terminal: terminalStyle(process.stdout, process.cwd()),
    now,
    documentation: (id) => engine.detectors.find((detector) => detector.id === id)?.documentation,
  });
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
      ...(revisions.length === 0 ? {} : { range: revisions }),
      ...(state === undefined ? {} : { key: state.key }),
      now,
      accept: args.list('accept').map(acceptance),
      stdin: process.stdin,
      signal,
      onProgress: progress.update,
    });
  } finally {
    progress.clear();
  }
  const lowest = severities.indexOf((args.text('min-severity') ?? 'low') as Severity);
  const findings = await withStatus(
    result.findings.filter((finding) => severities.indexOf(finding.severity) <= lowest),
    state,
  );
  const sink = openSink(args.text('output'));
  try {
    writeReport(
      reporter,
      { ...result, findings, suppressed: { baseline: 0, ignored: 0, inline: 0 } },
      sink.write,
    );
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
  const narrow = ['staged', 'range', 'branch', 'history-only'].filter(
    (name) => args.on(name) || args.text(name) !== undefined || args.list(name).length > 0,
  );
  if (args.on('staged') && narrow.length > 1)
    throw new UsageError(`--staged and --${narrow.find((name) => name !== 'staged')} exclude each other`);
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
