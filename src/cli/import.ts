import { readFile } from 'node:fs/promises';
import { effectiveDetectors, readForeignReport, valueTag } from '../config/index.ts';
import type { ForeignFinding, State } from '../config/index.ts';
import { createReporter, formats, printable, writeReport } from '../report/index.ts';
import { scan } from '../scan/index.ts';
import type { LiveFinding, ScanResult } from '../scan/index.ts';
import { acceptance, buildEngine, builtIn, nowFrom, placeOf, stateOf } from './detection.ts';
import { UsageError } from './errors.ts';
import type { Arguments } from './flags.ts';
import { progressLine } from './progress.ts';
import { openSink } from './sink.ts';
import { terminalStyle } from './style.ts';
import { configFor, suppressionContext } from './suppression.ts';
import { version } from './version.ts';
import { writeBaseline } from './write-baseline.ts';

const mostListed = 200;

/**
 * `unleak import FILE`: what another scanner reported, found again here by our engine. What cannot be found again is
 * listed with the reason.
 */
export async function runImport(args: Arguments, signal: AbortSignal): Promise<number> {
  const file = args.text('file') ?? '';
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot read ${file} (${error.code ?? 'failed'})`);
  });
  const foreign = readForeignReport(file, text);
  const place = await placeOf([]);
  const config = await configFor(args, place.root);
  const engine = buildEngine(
    effectiveDetectors(builtIn, config.detectors, config.overrides),
    args.list('only'),
    args.list('skip'),
  );
  const state = await stateOf(place);
  const now = nowFrom(args.text('now'));
  const progress = progressLine(args.on('quiet'));
  let result: ScanResult;
  try {
    result = await scan({
      paths: [place.root],
      cwd: process.cwd(),
      engine,
      version: version(),
      ...(state === undefined ? {} : { key: state.key }),
      now,
      accept: [...config.accept, ...args.list('accept')].map(acceptance),
      signal,
      onProgress: progress.update,
    });
  } finally {
    progress.clear();
  }
  const { found, missing } = locate(foreign.findings, result.findings, state);
  tellMissing(foreign.tool, foreign.findings.length, found.length, missing);
  if (args.on('write-baseline')) {
    // Only these are accepted; what others had accepted before stays.
    const context = await suppressionContext(args, place, config, state, { now, complete: false });
    writeBaseline(args, place, found, context, state);
    return 0;
  }
  const reporter = await createReporter(formats.find((one) => one === args.text('format')) ?? 'terminal', {
    terminal: terminalStyle(process.stdout, place.root),
    now,
  });
  const sink = openSink(args.text('output'));
  const report = { ...result, findings: found, suppressed: { baseline: 0, ignored: 0, inline: 0 } };
  writeReport(reporter, report, sink.write);
  sink.close();
  if (found.length > 0 || missing.length > 0) return 1;
  return result.coverage.state === 'incomplete' ? 3 : 0;
}

interface Missing {
  readonly finding: ForeignFinding;
  readonly why: string;
}

/** By value where the report has it, else by place: the line that it names, in a file or in the commit it names. */
function locate(
  foreign: readonly ForeignFinding[],
  findings: readonly LiveFinding[],
  state: State | undefined,
): { found: LiveFinding[]; missing: Missing[] } {
  const byPath = new Map<string, LiveFinding[]>();
  const byTag = new Map<string, LiveFinding[]>();
  const add = (map: Map<string, LiveFinding[]>, key: string, finding: LiveFinding): void =>
    void map.set(key, [...(map.get(key) ?? []), finding]);
  for (const finding of findings) {
    for (const path of new Set(finding.places.map((place) => place.path ?? ''))) add(byPath, path, finding);
    if (state !== undefined) add(byTag, valueTag(state, '', finding.value), finding);
  }
  const found = new Set<LiveFinding>();
  const missing: Missing[] = [];
  for (const one of foreign) {
    const sameValue =
      one.value === undefined || state === undefined ? [] : (byTag.get(valueTag(state, '', one.value)) ?? []);
    const inPath = byPath.get(one.path ?? '') ?? [];
    const samePlace = inPath.filter((finding) => finding.places.some((place) => fits(place, one)));
    const hits = sameValue.length > 0 ? sameValue : samePlace;
    for (const hit of hits) found.add(hit);
    if (hits.length === 0)
      missing.push({
        finding: one,
        why:
          one.path === undefined
            ? 'it names no file'
            : inPath.length > 0
              ? 'nothing that we take for a secret stands in that line'
              : 'nothing that we take for a secret stands in that file',
      });
  }
  return { found: findings.filter((finding) => found.has(finding)), missing };
}

function fits(place: LiveFinding['places'][number], { path, line, commit }: ForeignFinding): boolean {
  if (place.path !== path) return false;
  if (commit !== undefined && place.commit === commit) return true;
  if (line === undefined) return true;
  // The line of another scanner is that of its match, which can begin before the value.
  return place.line !== undefined && line <= (place.endLine ?? place.line) && line >= place.line - 1;
}

function tellMissing(tool: string, all: number, found: number, missing: readonly Missing[]): void {
  process.stderr.write(
    `unleak: ${all} findings of ${printable(tool)}: ${all - missing.length} found again as ${found} secrets, ${missing.length} not\n`,
  );
  for (const { finding, why } of missing.slice(0, mostListed))
    process.stderr.write(
      `  ${printable(`${finding.path ?? ''}${finding.line === undefined ? '' : `:${finding.line}`}  ${finding.rule}`)}: ${why}\n`,
    );
  if (missing.length > mostListed) process.stderr.write(`  and ${missing.length - mostListed} more\n`);
}
