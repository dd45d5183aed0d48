import { effectiveDetectors } from '../config/index.ts';
import { createReporter, formats, writeReport } from '../report/index.ts';
import { scan } from '../scan/index.ts';
import type { ScanResult } from '../scan/index.ts';
import { acceptance, buildEngine, builtIn, nowFrom, placeOf, stateOf } from './detection.ts';
import type { Arguments } from './flags.ts';
import { locate, readReport } from './locate.ts';
import { progressLine } from './progress.ts';
import { openSink } from './sink.ts';
import { terminalStyle } from './style.ts';
import { configFor, suppressionContext } from './suppression.ts';
import { version } from './version.ts';
import { writeBaseline } from './write-baseline.ts';

/**
 * `unleak import FILE`: what another scanner reported, found again here by our engine. What cannot be found again is
 * listed with the reason.
 */
export async function runImport(args: Arguments, signal: AbortSignal): Promise<number> {
  const foreign = await readReport(args.text('file') ?? '');
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
  const { found, missing } = await locate(foreign, result.findings, place, state);
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
  const report = {
    ...result,
    findings: found,
    harmless: [],
    suppressed: { baseline: 0, ignored: 0, inline: 0 },
  };
  writeReport(reporter, report, sink.write);
  sink.close();
  if (found.length > 0 || missing.length > 0) return 1;
  return result.coverage.state === 'incomplete' ? 3 : 0;
}
