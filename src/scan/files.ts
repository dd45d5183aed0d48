import type { SourceEvent } from '../sources/index.ts';
import type { ScanContext } from './context.ts';
import { judgeFile } from './judge.ts';
import { ReferencedFiles } from './referenced.ts';

/** Judges whatever a source of files yields; what could not be read is counted. */
export async function scanFiles(context: ScanContext, events: AsyncIterable<SourceEvent>): Promise<void> {
  const { engine, collector, coverage, mask } = context;
  const seen = new Set<string>();
  const referenced = new ReferencedFiles();
  for await (const event of events) {
    context.signal.throwIfAborted();
    if (event.problem !== undefined) {
      coverage.problem(event.problem.code, event.problem.detail, mask.mask(event.problem.path));
      continue;
    }
    const { item } = event;
    // A large file comes in several windows but is one file.
    if (item.firstLine === 1) {
      coverage.files++;
      context.progress({ phase: 'files', done: coverage.files });
    }
    coverage.bytes += item.bytes.length;
    const path = item.kind === 'stdin' ? undefined : item.path;
    const origin = {
      kind: item.kind,
      path: item.path,
      ...(item.blob === undefined ? {} : { blob: item.blob }),
    };
    for (const match of judgeFile(engine, item.bytes, engine.find(item.bytes), path, item.firstLine))
      collector.add(match, origin);
    if (path !== undefined && item.firstLine === 1) referenced.note(path, item.bytes, item.blob);
    if (path !== undefined && !seen.has(path)) {
      seen.add(path);
      scanName(context, path, { kind: 'path-name', path });
    }
  }
  for (const { path, bytes, blob, document } of referenced.found()) {
    for (const match of judgeFile(engine, bytes, engine.find(bytes), path, 1, document))
      collector.add(match, { kind: 'file', path, ...(blob === undefined ? {} : { blob }) });
  }
}

/** A name that comes from the repository (a path, a ref) can hold a secret itself. Gives whether it does. */
export function scanName(
  context: ScanContext,
  name: string,
  origin: { kind: 'path-name' | 'ref-name'; path?: string },
): boolean {
  const bytes = Buffer.from(name);
  const candidates = context.engine.find(bytes);
  if (candidates.length === 0) return false;
  let found = false;
  for (const match of judgeFile(context.engine, bytes, candidates, undefined)) {
    // A path such as `test/password=1/x` says nothing by itself: only tokens with a shape of their own count here.
    if (match.detector.generic === true) continue;
    context.collector.add(match, origin);
    found = true;
  }
  return found;
}
