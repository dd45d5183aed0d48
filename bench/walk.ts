// The walk alone, without detectors: all content, all trees, exposure of every fiftieth blob.
// node bench/walk.ts REPOSITORY [THREADS]
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import {
  joinHistory,
  listRefs,
  oidOf,
  openRepository,
  planWalk,
  walkContent,
  walkTrees,
  wantBlobs,
} from '../src/git/index.ts';
import type { TreePart, WalkPart, WalkPlan, WantedBlobs } from '../src/git/index.ts'; // prettier-ignore

type Task = { readonly plan: WalkPlan; readonly wanted?: WantedBlobs };
interface Content {
  readonly part: WalkPart;
  readonly bytes: number;
  readonly inserted: number;
}

function content(plan: WalkPlan): Content {
  let bytes = 0;
  let inserted = 0;
  const part = walkContent(plan, {
    blob(_, blob, delta) {
      bytes += blob.length;
      if (delta === undefined) inserted += blob.length;
      else
        for (let i = 0; i < delta.insertedLength; i += 2)
          inserted += (delta.inserted[i + 1] ?? 0) - (delta.inserted[i] ?? 0);
    },
  });
  return { part, bytes, inserted };
}

async function inThreads<Part>(threads: number, task: Task): Promise<Part[]> {
  return Promise.all(
    Array.from(
      { length: threads },
      () =>
        new Promise<Part>((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: task });
          worker.once('message', resolve);
          worker.once('error', reject);
        }),
    ),
  );
}

async function main(): Promise<void> {
  const [path = '.', threads = '2'] = process.argv.slice(2);
  const seconds: Record<string, number> = {};
  let last = performance.now();
  const lap = (name: string): void => {
    const now = performance.now();
    seconds[name] = Math.round(now - last) / 1000;
    last = now;
  };
  const repository = await openRepository(path);
  lap('open');
  const plan = planWalk(repository);
  lap('plan');
  const parts = await inThreads<Content>(Number(threads), { plan });
  lap('content');
  const blobs: string[] = [];
  for (let number = 0; number < plan.store.count; number += 1)
    if (plan.store.kinds[number] === 3 && number % 50 === 0) blobs.push(oidOf(plan.store, number));
  const wanted = wantBlobs(plan.store, blobs);
  const trees = await inThreads<TreePart>(Number(threads), { plan, wanted });
  lap('trees');
  const refs = await listRefs(repository);
  const { history } = joinHistory(repository, plan, wanted, parts.map(({ part }) => part.commits), trees, refs);
  lap('join');
  let places = 0;
  for (const blob of blobs) places += history.paths(blob).length;
  const sum = (of: (one: Content) => number): number => parts.reduce((total, one) => total + of(one), 0);
  console.log(JSON.stringify({
    objects: plan.objects, megabytes: Math.round(sum((one) => one.bytes) / 1e6), changed: Math.round(sum((one) => one.inserted) / 1e6),
    wanted: blobs.length, places, seconds,
  }));
} // prettier-ignore

const task = workerData as Task | null;
if (isMainThread || task === null) await main();
else if (task.wanted === undefined) parentPort?.postMessage(content(task.plan));
else {
  const part = walkTrees(task.plan, task.wanted);
  parentPort?.postMessage(part, [part.records.buffer as ArrayBuffer]);
}
