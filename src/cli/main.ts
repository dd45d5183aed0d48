// Parses, loads the command that is meant, and sets the exit code. Loads nothing that the command does not need.
import { runProgram } from './program.ts';
import { version } from './version.ts';

const argv = process.argv.slice(2);

async function run(signal: AbortSignal): Promise<number> {
  if (argv[0] === '--version' || argv[0] === '-v') {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  return (await import('./commands.ts')).runCommand(argv, signal);
}

/** Two commands must not wait for the parser of the command line: what git calls at every push, and a plain scan. */
async function startQuickly(): Promise<boolean> {
  if (argv[0] === 'hook' && argv[1] === 'run')
    return (await import('./start-hook.ts')).startHook(argv.slice(2));
  if (argv[0] === 'scan') return (await import('./start-scan.ts')).startScan(argv.slice(1));
  return false;
}

async function main(): Promise<void> {
  if (!(await startQuickly())) await runProgram(run);
}

void main();
