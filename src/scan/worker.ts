// The entry of a worker thread: builds its own engine from the names of built-in detectors and does its share of a walk.
import { enableCompileCache } from 'node:module';
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { detectors } from '../../detectors/index.ts';
import { createEngine } from '../engine/index.ts';
import type { Engine } from '../engine/index.ts';
import { work } from './threads.ts';
import type { WorkerStart, WorkerTask } from './threads.ts';

const start = workerData as WorkerStart;
// Before anything is asked for: the bundle's modules are read when they are first used. Node adds a folder of its version.
if (start.compiled !== undefined) enableCompileCache(dirname(start.compiled));
let built: Engine | undefined;

function engine(): Engine {
  if (built === undefined) {
    const byId = new Map(detectors.map((detector) => [detector.id, detector]));
    built = createEngine(
      start.detectors.map((id) => byId.get(id)).filter((detector) => detector !== undefined),
    );
  }
  return built;
}

/** The memory of the lists of numbers in a part: it is handed over, not copied. */
function numbersIn(part: object): ArrayBuffer[] {
  return Object.values(part).flatMap((value: unknown) => {
    if (value instanceof Int32Array) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? numbersIn(value) : [];
  });
}

parentPort?.on('message', (task: WorkerTask) => {
  void work(engine, start, task).then(
    (part) => parentPort?.postMessage(part, numbersIn(part)),
    // A rejection that nobody handles ends the thread with the error.
    (error: unknown) => {
      throw error;
    },
  );
});
