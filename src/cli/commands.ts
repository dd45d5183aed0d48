import yargs from 'yargs';
import type { Argv } from 'yargs';
import { UsageError } from './errors.ts';
import type { ScanArguments } from './scan.ts';
import { version } from './version.ts';

const list = (value: unknown): string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value])
    .flatMap((one) => String(one).split(','))
    .filter((one) => one !== '');

/** Parses the arguments with yargs and runs the command; gives the exit code. */
export async function runCommand(argv: readonly string[], signal: AbortSignal): Promise<number> {
  let code = 0;
  const parser = yargs([...argv])
    .scriptName('unleak')
    .usage(
      '$0 <command>\n\nFinds leaked secrets, moves them into a store, rewrites the files, and keeps them out.',
    )
    .parserConfiguration({
      'strip-aliased': true,
      'strip-dashed': true,
      'boolean-negation': true,
      'duplicate-arguments-array': true,
    })
    .command(
      'scan [paths..]',
      'scan the working tree and the whole history of a repository, files or folders; - is stdin',
      scanOptions,
      async (args) => {
        const { runScan } = await import('./scan.ts');
        code = await runScan(toScanArguments(args as Record<string, unknown>), signal);
      },
    )
    .demandCommand(1, 'which command? see "unleak --help"')
    .recommendCommands()
    .strict()
    .version(version())
    .help()
    .wrap(Math.min(100, process.stderr.columns ?? 100))
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      if (error !== undefined) throw error;
      throw new UsageError(
        lowerFirst(message ?? 'wrong usage'),
        `see "unleak ${argv[0] !== undefined && !argv[0].startsWith('-') ? `${argv[0]} ` : ''}--help"`,
      );
    });
  // A hook or another command must not be opened by a stray variable.
  if (argv[0] === 'scan' || argv[0] === 'migrate') parser.env('UNLEAK');
  await parser.parseAsync();
  return code;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The flags that say what to read; `migrate` has them too. */
export function scanOptions(command: Argv): Argv {
  return command
    .positional('paths', {
      type: 'string',
      array: true,
      describe: 'repositories, folders, files; - for standard input',
      default: [],
    })
    .option('history', {
      type: 'boolean',
      default: true,
      describe: 'read the history; --no-history reads files alone',
    })
    .option('history-only', {
      type: 'boolean',
      default: false,
      describe: 'read the history, not the working tree',
    })
    .option('staged', {
      type: 'boolean',
      default: false,
      describe: 'read what is staged for the next commit',
    })
    .option('range', { type: 'string', describe: 'read the commits of a range, such as main..topic' })
    .option('branch', { type: 'string', array: true, describe: 'read only what these refs reach' })
    .option('format', {
      type: 'string',
      choices: ['terminal', 'json', 'jsonl'],
      describe: 'form of the report',
    })
    .option('output', { alias: 'o', type: 'string', describe: 'write the report to a file' })
    .option('only', { type: 'string', array: true, describe: 'only these detectors or vendors' })
    .option('skip', { type: 'string', array: true, describe: 'not these detectors or vendors' })
    .option('min-severity', {
      type: 'string',
      choices: ['low', 'medium', 'high', 'critical'],
      default: 'low',
      describe: 'report from this severity on',
    })
    .option('accept', {
      type: 'string',
      array: true,
      describe: 'an incompleteness to accept: CODE or CODE:path',
    })
    .option('now', { type: 'string', describe: 'the time that decides what has expired' })
    .option('quiet', { alias: 'q', type: 'boolean', default: false, describe: 'no progress line' })
    .option('exit-zero', { type: 'boolean', default: false, describe: 'exit 0 with findings too' })
    .example('unleak scan', 'scan the repository that you stand in')
    .example(
      'unleak scan --no-history --format json -o report.json deploy/',
      'scan the files of a folder into a JSON report',
    );
}

function toScanArguments(args: Record<string, unknown>): ScanArguments {
  if (args['historyOnly'] === true && args['history'] === false)
    throw new UsageError('--history-only and --no-history exclude each other');
  return {
    paths: list(args['paths']),
    history: args['history'] !== false,
    historyOnly: args['historyOnly'] === true,
    staged: args['staged'] === true,
    range: args['range'] as string | undefined,
    branch: list(args['branch']),
    format: args['format'] as string | undefined,
    output: args['output'] as string | undefined,
    only: list(args['only']),
    skip: list(args['skip']),
    minSeverity: args['minSeverity'] as ScanArguments['minSeverity'],
    accept: list(args['accept']),
    now: args['now'] === undefined ? undefined : String(args['now']),
    quiet: args['quiet'] === true,
    exitZero: args['exitZero'] === true,
  };
}
