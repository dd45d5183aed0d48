import { readFileSync } from 'node:fs';
import { hookTypes, runHook, scriptFlag, stoppedCode } from '../hooks/index.ts';
import type { HookType } from '../hooks/index.ts';
import { UsageError } from './errors.ts';
import { version } from './version.ts';

/**
 * `unleak hook run TYPE [args..]`: what an installed hook calls. Comes before the parser of the command line, which
 * would cost a push more than the scan does; the engine is made when there is something to scan.
 */
export async function runHookCommand(argv: readonly string[], signal: AbortSignal): Promise<never> {
  const [type, ...rest] = argv;
  const byScript = rest[0] === scriptFlag;
  const args = byScript ? rest.slice(1) : rest;
  const verdict = await runHook({
    type: hookType(type),
    args,
    cwd: process.cwd(),
    stdin: readInput,
    env: process.env,
    detection: async () => (await import('./hook-detection.ts')).detectionFor,
    version: version(),
    now: Math.floor(Date.now() / 1000),
    signal,
  });
  process.stderr.write(verdict.message);
  // What was started and is no longer needed must not keep git waiting.
  process.exit(verdict.allowed ? 0 : byScript ? stoppedCode : 1);
}

/** git's lines. A stream would load more of Node than the rest of a clean push. */
async function readInput(): Promise<string> {
  try {
    return readFileSync(0, 'utf8');
  } catch {
    // A pipe that says "later" instead of waiting.
    return (await import('node:stream/consumers')).text(process.stdin);
  }
}

/** The hook that a word names. */
export function hookType(word: string | undefined): HookType {
  const type = hookTypes.find((one) => one === word);
  if (type === undefined)
    throw new UsageError(`no hook is called ${word ?? ''}`, `one of ${hookTypes.join(', ')}`);
  return type;
}
