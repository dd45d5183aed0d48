import { openSync, writeSync, closeSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createEngine } from '../engine/index.ts';
import type { Detector, Engine, Severity } from '../engine/index.ts';
import { detectors } from '../../detectors/index.ts';
import { openState } from '../config/index.ts';
import type { State } from '../config/index.ts';
import { jsonlReporter, jsonReporter, terminalReporter } from '../report/index.ts';
import type { Reporter, ReportFrame } from '../report/index.ts';
import { scan } from '../scan/index.ts';
import type { Acceptance, Finding, LiveFinding, ScanRequest, ScanResult } from '../scan/index.ts';
import { UsageError } from './errors.ts';
import { progressLine } from './progress.ts';
import { rootOf } from './root.ts';
import { version } from './version.ts';

/** What `unleak scan` was told; see `options.ts` for the flags. */
export interface ScanArguments {
  readonly paths: readonly string[];
  readonly history: boolean;
  readonly historyOnly: boolean;
  readonly staged: boolean;
  readonly range: string | undefined;
  readonly branch: readonly string[];
  readonly format: string | undefined;
  readonly output: string | undefined;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly minSeverity: Severity;
  readonly accept: readonly string[];
  readonly now: string | undefined;
  readonly quiet: boolean;
  readonly exitZero: boolean;
}

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
const reasonCodes = [
  'shallow',
  'missing-object',
  'corrupt-object',
  'too-large',
  'undecodable',
  'limit',
  'unreadable',
] as const;

/** Runs a scan and writes its report; returns the exit code. */
export async function runScan(args: ScanArguments, signal: AbortSignal): Promise<number> {
  const reporter = reporterFor(args);
  const result = await scanWith(args, signal);
  const known = await withMigrations(args.paths, result.findings);
  const findings = known.filter(
    (finding) => severities.indexOf(finding.severity) <= severities.indexOf(args.minSeverity),
  );
  writeReport(reporter, { ...result, findings }, args.output);
  return args.exitZero ? 0 : exitCode({ ...result, findings });
}

/** What migrations know of the findings: a value that moved but was in the history still has to be rotated. */
async function withMigrations(
  paths: readonly string[],
  findings: readonly LiveFinding[],
): Promise<readonly LiveFinding[]> {
  if (findings.length === 0) return findings;
  const state = await openedState(paths);
  if (state === undefined || !(await hasJournals(state))) return findings;
  const { reportable } = await import('./migrated.ts');
  return reportable(findings, state);
}

/** The scan itself, for other commands too. */
export async function scanWith(
  args: Pick<
    ScanArguments,
    | 'paths'
    | 'history'
    | 'historyOnly'
    | 'staged'
    | 'range'
    | 'branch'
    | 'only'
    | 'skip'
    | 'accept'
    | 'now'
    | 'quiet'
  >,
  signal: AbortSignal,
): Promise<ScanResult> {
  const revisions =
    args.range === undefined ? args.branch : [...args.range.split(/\s+/).filter(Boolean), ...args.branch];
  const key = (await openedState(args.paths))?.key;
  const progress = progressLine(args.quiet);
  const request: ScanRequest = {
    paths: args.paths,
    cwd: process.cwd(),
    engine: buildEngine(args),
    version: version(),
    tree: !args.historyOnly,
    history: args.history,
    staged: args.staged,
    ...(revisions.length === 0 ? {} : { range: revisions }),
    ...(key === undefined ? {} : { key }),
    now: nowFrom(args.now),
    accept: args.accept.map(acceptance),
    stdin: process.stdin,
    signal,
    onProgress: progress.update,
  };
  try {
    return await scan(request);
  } finally {
    progress.clear();
  }
}

/** An engine over the detectors that were asked for. */
export function buildEngine(args: { only: readonly string[]; skip: readonly string[] }): Engine {
  return createEngine(selectDetectors(args.only, args.skip));
}

function selectDetectors(only: readonly string[], skip: readonly string[]): readonly Detector[] {
  const known = new Set(detectors.flatMap((detector) => [detector.id, detector.vendor]));
  for (const id of [...only, ...skip])
    if (!known.has(id))
      throw new UsageError(`no detector or vendor is called ${id}`, '"unleak detectors list" has them all');
  const named = (detector: Detector, list: readonly string[]): boolean =>
    list.includes(detector.id) || list.includes(detector.vendor);
  return detectors.filter(
    (detector) => (only.length === 0 || named(detector, only)) && !named(detector, skip),
  );
}

function acceptance(text: string): Acceptance {
  const [code = '', ...path] = text.split(':');
  const known = reasonCodes.find((one) => one === code);
  if (known === undefined)
    throw new UsageError(`--accept: no reason is called ${code}`, `one of ${reasonCodes.join(', ')}`);
  return path.length === 0 ? { code: known } : { code: known, path: path.join(':') };
}

/** Seconds since 1970 for `--now`: a date, or a number of seconds. */
function nowFrom(text: string | undefined): number {
  if (text === undefined) return Math.floor(Date.now() / 1000);
  const seconds = /^\d+$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (Number.isNaN(seconds))
    throw new UsageError('--now takes a date such as 2026-01-31 or seconds since 1970');
  return Math.floor(seconds);
}

/** The state of the first path's repository; one that cannot be used makes ids local, which the ids say themselves. */
async function openedState(paths: readonly string[]): Promise<State | undefined> {
  try {
    return await openState(await rootOf(paths));
  } catch {
    return undefined;
  }
}

/** Was anything ever migrated here? Then the migration room is loaded. */
async function hasJournals(state: State): Promise<boolean> {
  return (await readdir(join(state.dir, 'journal')).catch(() => [])).length > 0;
}

function reporterFor(args: ScanArguments): Reporter {
  const toTerminal = args.output === undefined && process.stdout.isTTY;
  switch (args.format ?? 'terminal') {
    case 'terminal':
      return terminalReporter({
        colour: colourWanted(toTerminal),
        columns: process.stdout.columns ?? 80,
        links:
          toTerminal && process.env['TERM_PROGRAM'] !== undefined && process.env['NO_COLOR'] === undefined,
        base: process.cwd(),
      });
    case 'json':
      return jsonReporter();
    case 'jsonl':
      return jsonlReporter();
    default:
      throw new UsageError(`no format is called ${args.format}`, 'one of terminal, json, jsonl');
  }
}

function colourWanted(toTerminal: boolean): boolean {
  if ((process.env['NO_COLOR'] ?? '') !== '') return false;
  const force = process.env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0';
  return toTerminal && process.env['TERM'] !== 'dumb';
}

/** Writes to stdout or a file; the file is only there once it is whole. */
export function writeReport(
  reporter: Reporter,
  result: ScanResult & { findings: readonly (Finding | LiveFinding)[] },
  output: string | undefined,
): void {
  const frame: ReportFrame = {
    tool: result.tool,
    target: result.target,
    coverage: result.coverage,
    suppressed: { baseline: 0, ignored: 0, inline: 0 },
  };
  let buffered = '';
  const file = output === undefined ? 1 : openSync(output, 'w', 0o600);
  const flush = (): void => {
    const bytes = Buffer.from(buffered);
    buffered = '';
    for (let at = 0; at < bytes.length;) {
      try {
        at += writeSync(file, bytes, at);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      }
    }
  };
  const write = (text: string): void => {
    buffered += text;
    if (buffered.length > 65_536) flush();
  };
  reporter.start(frame, write);
  for (const finding of result.findings) reporter.finding(finding, write);
  reporter.end(frame, write);
  flush();
  if (output !== undefined) closeSync(file);
}

/** 1: open findings; 3: nothing found but not all was read; 0: clean. */
export function exitCode(result: ScanResult): number {
  if (result.findings.some((finding) => finding.status === 'open' || finding.status === 'migrated-rotate'))
    return 1;
  return result.coverage.state === 'incomplete' ? 3 : 0;
}
