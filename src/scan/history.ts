import type { Candidate } from '../engine/index.ts';
import { readHistory, readObjects } from '../git/index.ts';
import type { HistoryRange, ObjectProblem, Repository } from '../git/index.ts';
import type { ScanContext } from './context.ts';
import { scanMessage } from './messages.ts';
import { judgeFile } from './judge.ts';

/**
 * Markers of documents in which a value can be secret although nothing in its text says so (base64 in a Secret's data,
 * a `name`/`value` pair). A blob with one of them is judged whole.
 */
const documentMarkers = [
  'apiVersion',
  'secretGenerator',
  'configMapGenerator',
  'containerDefinitions',
  '"auths"',
].map((marker) => Buffer.from(marker));

/** Which objects to scan: all of the object database, or the ones listed. */
export type ObjectSelection = 'all' | AsyncIterable<string> | Iterable<string>;

/**
 * Scans objects of a repository: every blob, commit message and tag message. Candidates are found without knowing a
 * path; blobs that have any are judged once for each path that the history knows for them.
 */
export async function scanHistory(
  context: ScanContext,
  repository: Repository,
  objects: ObjectSelection,
  revisions?: HistoryRange,
): Promise<void> {
  const { engine, coverage, collector, signal } = context;
  const wanted = new Map<string, readonly Candidate[]>();
  let done = 0;
  const problem = ({ code, oid, detail }: ObjectProblem): void => coverage.problem(code, detail, oid);
  await readObjects(
    repository,
    {
      blob(oid, bytes) {
        coverage.blobs++;
        coverage.bytes += bytes.length;
        if (++done % 512 === 0) context.progress({ phase: 'objects', done });
        const candidates = engine.find(bytes);
        if (candidates.length > 0 || hasDocumentMarker(bytes)) wanted.set(oid, candidates);
      },
      commit(oid, bytes) {
        coverage.commits++;
        scanMessage(context, bytes, { kind: 'commit-message', commit: oid });
      },
      tag(oid, bytes) {
        scanMessage(context, bytes, { kind: 'tag-message', tag: oid });
      },
      problem,
    },
    { signal, objects },
  );
  if (wanted.size === 0) return;
  context.progress({ phase: 'history', done: 0, total: wanted.size });
  const history = await readHistory(repository, new Set(wanted.keys()), {
    signal,
    ...(revisions === undefined ? {} : { range: revisions }),
  });
  let judged = 0;
  await readObjects(
    repository,
    {
      blob(oid, bytes) {
        if (++judged % 64 === 0) context.progress({ phase: 'judging', done: judged, total: wanted.size });
        const candidates = wanted.get(oid) ?? [];
        const paths: (string | undefined)[] = history.paths(oid);
        if (paths.length === 0) paths.push(undefined);
        for (const path of paths)
          for (const match of judgeFile(engine, bytes, candidates, path))
            collector.addHolder(match, { blob: oid, path });
      },
      problem,
    },
    { signal, objects: wanted.keys() },
  );
  context.history = history;
}

function hasDocumentMarker(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return documentMarkers.some((marker) => buffer.includes(marker));
}
