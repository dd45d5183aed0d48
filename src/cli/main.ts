// Exit codes: 0 clean or done; 1 findings, or something left by hand; 2 usage or failure; 3 incomplete; 4 a migration
// stopped half-way; 130 and 143 interrupted. Everything for people goes to stderr except the report itself.
import { printError } from './errors.ts';
import { version } from './version.ts';

/** Parses, loads the command that is meant, and sets the exit code. Loads nothing that the command does not need. */
async function main(argv: readonly string[]): Promise<void> {
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
    if (argv[0] === '--version' || argv[0] === '-v') {
      process.stdout.write(`${version()}\n`);
      return;
    }
    const code = await run(argv, abort.signal);
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

async function run(argv: readonly string[], signal: AbortSignal): Promise<number> {
  // What git calls at every push must not load the parser of the command line.
  if (argv[0] === 'hook' && argv[1] === 'run' && argv[2]?.startsWith('-') === false)
    return (await import('./hook-run.ts')).runHookCommand(argv.slice(2), signal);
  return (await import('./commands.ts')).runCommand(argv, signal);
}

await main(process.argv.slice(2));
