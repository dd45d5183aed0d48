import { availableParallelism } from 'node:os';
import { detectors } from '../../detectors/index.ts';
import type { Config } from '../config/index.ts';
import { createEngine } from '../engine/index.ts';
import type { Detection } from '../hooks/index.ts';

/** What a hook finds secrets with. The rooms that only a configuration needs are loaded with one alone. */
export async function detectionFor(config: Config | undefined): Promise<Detection> {
  const threads = availableParallelism();
  if (config === undefined)
    return {
      engine: createEngine(detectors),
      choice: { reader: 'pack', threads, builtIn: detectors.map((detector) => detector.id) },
      accept: [],
    };
  const [{ effectiveDetectors }, { acceptance }] = await Promise.all([
    import('../config/index.ts'),
    import('./detection.ts'),
  ]);
  const own = effectiveDetectors(detectors, config.detectors, config.overrides);
  // Threads build their engine from what is built in; a configuration's own detectors exist in this thread alone.
  const same = own.every((detector) => detectors.includes(detector));
  return {
    engine: createEngine(own),
    choice: same
      ? { reader: 'pack', threads, builtIn: own.map((detector) => detector.id) }
      : { reader: 'pack', threads: 1 },
    accept: config.accept.map(acceptance),
  };
}
