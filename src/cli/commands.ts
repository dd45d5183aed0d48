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
    .command(
      'migrate [action] [target]',
      'move leaked values into a store and rewrite the files: one transaction, resumable and reversible',
      migrateOptions,
      async (args) => {
        code = await runMigrateCommand(args as Record<string, unknown>, signal);
      },
    )
    .command(
      'detectors <action> [target]',
      'list the detectors, show one, or try them on a file',
      (command) =>
        command
          .positional('action', { choices: ['list', 'show', 'test'], demandOption: true })
          .positional('target', { type: 'string', describe: 'a detector (show) or a file (test)' })
          .option('json', { type: 'boolean', default: false, describe: 'the list as JSON' })
          .example(
            'unleak detectors show github-personal-access-token',
            'what it looks for and how to revoke one',
          )
          .example('unleak detectors test .env', 'which detector finds what in a file'),
      async ({ action, target, json }) => {
        const { listDetectors, showDetector, testDetectors } = await import('./detectors.ts');
        if (action === 'list') code = listDetectors(json);
        else if (target === undefined)
          throw new UsageError(
            `detectors ${action} needs one more word`,
            `unleak detectors ${action} ${action === 'show' ? 'ID' : 'FILE'}`,
          );
        else code = action === 'show' ? showDetector(target) : await testDetectors(target);
      },
    )
    .command(
      'key <action> [file]',
      'share the key of finding ids and baselines with a team or CI',
      (command) =>
        command
          .positional('action', { choices: ['export', 'import'], demandOption: true })
          .positional('file', {
            type: 'string',
            describe: 'file to import; - for standard input',
            default: '-',
          })
          .example('unleak key export', 'print the key of this repository')
          .example('unleak key import team.key', 'take over the key of a team'),
      async ({ action, file }) => {
        const { exportKey, importKey } = await import('./key.ts');
        code = action === 'export' ? await exportKey() : await importKey(file);
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

const actions = ['apply', 'status', 'resume', 'rollback', 'verify'] as const;

function migrateOptions(command: Argv): Argv {
  return command
    .positional('action', {
      type: 'string',
      describe: 'apply PLAN, status, resume, rollback, verify [ID]; or a path to migrate',
    })
    .positional('target', { type: 'string', describe: 'the plan, the id, or another path' })
    .option('to', { type: 'string', choices: ['sops', 'aws', 'gcp'], describe: 'the store' })
    .option('style', {
      type: 'string',
      choices: ['auto', 'sops', 'external-secret', 'csi', 'vals', 'env'],
      describe: 'form of the references',
    })
    .option('name-template', {
      type: 'string',
      describe: 'names in the store, such as {env}/{namespace}/{name}',
    })
    .option('age', { type: 'string', array: true, describe: 'SOPS: recipients, where .sops.yaml names none' })
    .option('decrypted-by', {
      type: 'string',
      choices: ['flux', 'ksops', 'helm-secrets', 'manual'],
      describe: 'SOPS: who decrypts the files where they are used',
    })
    .option('dotenv', {
      type: 'string',
      choices: ['exec-env', 'keep'],
      describe: 'what becomes of .env files',
    })
    .option('update', {
      type: 'boolean',
      default: false,
      describe: 'a name that holds another value gets a new version',
    })
    .option('region', { type: 'string', describe: 'AWS: region of the store' })
    .option('project', { type: 'string', describe: 'GCP: project of the store' })
    .option('replication', {
      type: 'string',
      describe: 'GCP: automatic, or locations; it cannot be changed later',
    })
    .option('rollback', {
      type: 'boolean',
      default: true,
      describe: '--no-rollback keeps no copy of uncommitted files',
    })
    .option('dry-run', { type: 'boolean', default: false, describe: 'show the plan, change nothing' })
    .option('yes', { alias: 'y', type: 'boolean', default: false, describe: 'do not ask' })
    .option('plan-out', { type: 'string', describe: 'write the plan to a file for "apply"' })
    .option('json', { type: 'boolean', default: false, describe: 'events as JSON lines on stdout' })
    .option('only', { type: 'string', array: true, describe: 'only these detectors or findings' })
    .option('skip', { type: 'string', array: true, describe: 'not these detectors or findings' })
    .option('now', { type: 'string', describe: 'the time that decides what has expired' })
    .option('quiet', { alias: 'q', type: 'boolean', default: false, describe: 'no progress' })
    .example(
      'unleak migrate --to sops --decrypted-by flux',
      'encrypt the secrets of this repository in place',
    )
    .example('unleak migrate rollback', 'take the last migration back');
}

async function runMigrateCommand(args: Record<string, unknown>, signal: AbortSignal): Promise<number> {
  const { runAgain, runApply, runMigrate, runStatus } = await import('./migrate.ts');
  const text = (name: string): string | undefined =>
    args[name] === undefined ? undefined : String(args[name]);
  const action = actions.find((one) => one === args['action']);
  const paths =
    action === undefined ? [text('action'), text('target')].filter((one) => one !== undefined) : [];
  const option = (key: string, value: unknown): object => (value === undefined ? {} : { [key]: value });
  const migrate = {
    paths,
    only: list(args['only']),
    skip: list(args['skip']),
    quiet: args['quiet'] === true,
    now: text('now'),
    to: text('to'),
    age: list(args['age']),
    options: {
      ...option('style', args['style']),
      ...option('nameTemplate', args['nameTemplate']),
      ...option('decryptedBy', args['decryptedBy']),
      ...option('dotenv', args['dotenv']),
      ...option('region', args['region']),
      ...option('project', args['project']),
      update: args['update'] === true,
    },
    dryRun: args['dryRun'] === true,
    yes: args['yes'] === true,
    planOut: text('planOut'),
    noRollback: args['rollback'] === false,
    json: args['json'] === true,
    replication: text('replication'),
  };
  const target = text('target');
  switch (action) {
    case undefined:
      return runMigrate(migrate, signal);
    case 'apply':
      if (target === undefined) throw new UsageError('apply which plan?', 'unleak migrate apply PLAN');
      return runApply(migrate, target, signal);
    case 'status':
      return runStatus(migrate, target);
    default:
      return runAgain(action, migrate, target, signal);
  }
}
