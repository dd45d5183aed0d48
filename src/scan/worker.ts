// The entry of a worker thread: builds its own engine from the names of built-in detectors and walks its share.
import { parentPort, workerData } from 'node:worker_threads';
import { detectors } from '../../detectors/index.ts';
import { createEngine } from '../engine/index.ts';
import { walkTrees } from '../git/index.ts';
import { walkPart } from './walk.ts';
import type { WalkTask } from './walk.ts';

const task = workerData as WalkTask;
if (task.kind === 'trees') parentPort?.postMessage(walkTrees(task.plan, task.wanted));
else {
  const byId = new Map(detectors.map((detector) => [detector.id, detector]));
  // In the caller's order: a candidate names its detector by its place in the list.
  const chosen = task.detectors.map((id) => byId.get(id)).filter((detector) => detector !== undefined);
  parentPort?.postMessage(walkPart(createEngine(chosen), task.plan));
}
