// Exit codes: 0 clean or done; 1 findings, or something left by hand; 2 usage or failure; 3 incomplete; 4 a migration
// stopped half-way; 130 and 143 interrupted. Everything for people goes to stderr except the report itself.
import { printError } from './errors.ts';

/**
 * Runs what was asked for and sets the exit code: prints errors, and ends what runs when a signal says so.
 * @param prints - whether anything goes to standard output: to look at it costs a hook a tenth of its time
 */
export async function runProgram(
  run: (signal: AbortSignal) => Promise<number>,
  prints = true,
): Promise<void> {
  if (prints)
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      // The reader went away (`unleak scan | head`): nothing more to say.
      if (error.code !== 'EPIPE') throw error;
    });
  const abort = new AbortController();
  let interrupted: number | undefined;
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      interrupted = code;
      abort.abort(new Error('interrupted'));
      // A read that waits for input does not look at the signal.
      process.stdin.destroy();
    });
  }
  try {
    const code = await run(abort.signal);
    // A migration that was interrupted says so itself (4); anything else that was interrupted is not to be believed.
    process.exitCode = interrupted === undefined || code === 4 ? code : interrupted;
  } catch (error) {
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'EPIPE') return;
    if (interrupted === undefined) {
      await printError(error);
      process.exitCode = 2;
    } else {
      process.stderr.write('unleak: interrupted\n');
      process.exitCode = interrupted;
    }
  }
}
