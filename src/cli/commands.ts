import yargs from 'yargs';
import type { Argv } from 'yargs';
import { UsageError } from './errors.ts';
import { Arguments, dash, detectionFlags, flagsFromEnvironment, migrateFlags, scanFlags } from './flags.ts';
import type { Flags } from './flags.ts';
import { nearest } from './nearest.ts';
import { version } from './version.ts';

/** A command: how it is typed, what it is for, two examples, and the file that does it, loaded when it runs. */
interface Command {
  readonly usage: string;
  readonly describe: string;
  readonly flags?: Flags;
  /** `UNLEAK_*` variables stand for its flags. */
  readonly environment?: true;
  readonly examples: readonly (readonly [string, string])[];
  readonly subcommands?: readonly Command[];
  readonly run?: (args: Arguments, signal: AbortSignal) => Promise<number>;
}

const pick = (...names: string[]): Flags =>
  Object.fromEntries(
    names.flatMap((name) => {
      const options = migrateFlags[name] ?? scanFlags[name];
      return options === undefined ? [] : [[name, options] as const];
    }),
  );
/** What every step of a migration needs to open its store again. */
const stepFlags = pick(
  'to',
  'age',
  'region',
  'project',
  'replication',
  'render',
  'check-live',
  'proof-out',
  'split-commits',
  'config',
  'json',
  'quiet',
);

const hookFlags: Flags = {
  type: { type: 'string', array: true, requiresArg: true, describe: 'pre-push (default), pre-commit, commit-msg, pre-receive, update' },
  global: { type: 'boolean', default: false, describe: 'for all repositories of this user' },
}; // prettier-ignore

const sopsFlags: Flags = {
  'input-type': {
    type: 'string',
    choices: ['yaml', 'json', 'dotenv', 'ini', 'binary'],
    requiresArg: true,
    describe: 'what the file is, where its name does not say',
  },
};

const commands: readonly Command[] = [
  {
    usage: 'scan [paths..]',
    describe: 'scan the working tree and the whole history of a repository, files or folders; - is stdin',
    flags: scanFlags,
    environment: true,
    examples: [
      ['unleak scan', 'scan the repository that you stand in'],
      ['unleak scan --no-history --format json -o report.json deploy/', 'scan the files of a folder'],
    ],
    run: async (args, signal) => (await import('./scan.ts')).runScan(args, signal),
  },
  {
    usage: 'migrate [paths..]',
    describe: 'move secrets into a store and rewrite the files: scan, plan, ask, apply, prove',
    flags: migrateFlags,
    environment: true,
    examples: [
      ['unleak migrate --to sops --decrypted-by flux', 'encrypt in place with SOPS, Flux decrypts'],
      ['unleak migrate --to sops --dry-run deploy/', 'show what would be done to a folder'],
    ],
    run: async (args, signal) => (await import('./migrate.ts')).runMigrate(args, signal),
    subcommands: [
      {
        usage: 'apply <plan>',
        describe: 'carry out a plan that --plan-out wrote',
        flags: { ...stepFlags, ...pick('rollback') },
        examples: [
          ['unleak migrate apply plan.json', 'carry it out'],
          ['unleak migrate apply plan.json --json', 'and tell it as JSON events'],
        ],
        run: async (args, signal) => (await import('./migrate-steps.ts')).runApply(args, signal),
      },
      ...(['status', 'resume', 'rollback', 'verify'] as const).map((verb): Command => ({
        usage: `${verb} [id]`,
        describe: {
          status: 'list migrations and how far they are',
          resume: 'go on with a migration that was stopped',
          rollback: 'take back what a migration did',
          verify: 'prove a migration again, and see which secrets were rotated',
        }[verb],
        flags: stepFlags,
        examples: [
          [`unleak migrate ${verb}`, 'the only one there is'],
          [`unleak migrate ${verb} 20260131-4f2a`, 'this one'],
        ],
        run: async (args, signal) => (await import('./migrate-steps.ts')).runStep(verb, args, signal),
      })),
    ],
  },
  {
    usage: 'sops',
    describe: 'files that SOPS encrypts: their keys, and single values',
    examples: [
      ['unleak sops updatekeys deploy/db.yaml', 'encrypt it to whom .sops.yaml names now'],
      ['pass db | unleak sops set deploy/db.yaml stringData.password', 'a new value in place of one'],
    ],
    subcommands: [
      {
        usage: 'updatekeys <files..>',
        describe: 'encrypt the data key of files to the recipients that .sops.yaml names; the values stay',
        flags: { ...sopsFlags, ...pick('age', 'yes') },
        examples: [
          ['unleak sops updatekeys deploy/*.yaml', 'show who comes and goes, and ask'],
          ['unleak sops updatekeys --yes --age age1… db.yaml', 'for whom no .sops.yaml names any'],
        ],
        run: async (args, signal) => (await import('./sops.ts')).updateKeys(args, signal),
      },
      {
        usage: 'rotate <files..>',
        describe: 'encrypt every value of files under a new data key, to the same recipients',
        flags: sopsFlags,
        examples: [
          ['unleak sops rotate deploy/db.yaml', 'one file'],
          ['unleak sops rotate --input-type dotenv prod.enc', 'a name that does not say what it is'],
        ],
        run: async (args) => (await import('./sops.ts')).rotate(args),
      },
      {
        usage: 'set <file> <path>',
        describe: 'put what is on standard input in place of one encrypted value; no other value changes',
        flags: {
          ...sopsFlags,
          document: {
            type: 'number',
            requiresArg: true,
            describe: 'which YAML document of the file, from 1',
          },
        },
        examples: [
          ['pass db | unleak sops set deploy/db.yaml stringData.password', 'the value is never an argument'],
          [
            'unleak sops set tls.yaml \'["data"]["tls.key"]\' < key.pem',
            'the data of a Secret becomes base64',
          ],
        ],
        run: async (args) => (await import('./sops.ts')).setValue(args),
      },
    ],
  },
  {
    usage: 'detectors',
    describe: 'what is looked for',
    examples: [
      ['unleak detectors list', 'all detectors'],
      ['unleak detectors show github-personal-access-token', 'one of them'],
    ],
    subcommands: [
      {
        usage: 'list',
        describe: 'all detectors, with those of the configuration',
        flags: { ...pick('config'), json: { type: 'boolean', default: false, describe: 'the list as JSON' } },
        examples: [
          ['unleak detectors list', 'a line for each'],
          ['unleak detectors list --json', 'for programs'],
        ],
        run: async (args) => (await import('./detectors.ts')).listDetectors(args),
      },
      {
        usage: 'show <id>',
        describe: 'what a detector looks for, and where to revoke',
        flags: pick('config'),
        examples: [
          ['unleak detectors show stripe-secret-key', 'one detector'],
          ['unleak detectors show aws', 'all of a vendor'],
        ],
        run: async (args) => (await import('./detectors.ts')).showDetector(args),
      },
      {
        usage: 'test <file>',
        describe: 'what the detectors see in a file, masked; - is stdin',
        flags: pick('config', 'only', 'skip'),
        examples: [
          ['unleak detectors test deploy/db.yaml', 'matches with their scores'],
          ['unleak detectors test --only acme-token sample.txt', 'try one detector'],
        ],
        run: async (args) => (await import('./detectors.ts')).testFile(args),
      },
    ],
  },
  {
    usage: 'hook',
    describe: 'hooks that stop a secret before it is pushed or committed',
    examples: [
      ['unleak hook install', 'stop pushes that leak, in this repository'],
      ['unleak hook doctor', 'is it live?'],
    ],
    subcommands: [
      {
        usage: 'install',
        describe: 'put the hook in; one that is there is kept and runs before it',
        flags: hookFlags,
        examples: [
          ['unleak hook install', 'pre-push, in this repository'],
          ['unleak hook install --global --type pre-push,pre-commit', 'for all of your repositories'],
        ],
        run: async (args) => (await import('./hook.ts')).installHook(args),
      },
      {
        usage: 'uninstall',
        describe: 'take the hook out and put back what was there',
        flags: hookFlags,
        examples: [
          ['unleak hook uninstall', 'pre-push, in this repository'],
          ['unleak hook uninstall --global', 'for all of your repositories'],
        ],
        run: async (args) => (await import('./hook.ts')).uninstallHook(args),
      },
      {
        usage: 'doctor',
        describe: 'say whether the hook is live, and prove it with a canary',
        flags: { type: hookFlags['type'] ?? {} },
        examples: [
          ['unleak hook doctor', 'pre-push'],
          ['unleak hook doctor --type pre-commit', 'another one'],
        ],
        run: async (args) => (await import('./hook.ts')).hookDoctor(args),
      },
      {
        usage: 'run <type> [args..]',
        describe: 'what the installed hook calls, with git’s arguments and input',
        examples: [
          ['unleak hook run pre-push origin URL', 'with git’s lines on stdin'],
          ['unleak hook run commit-msg .git/COMMIT_EDITMSG', 'a message'],
        ],
        run: async (args, signal) =>
          (await import('./hook-run.ts')).runHookCommand(
            [args.text('type') ?? '', ...args.list('args')],
            signal,
          ),
      },
    ],
  },
  {
    usage: 'config',
    describe: 'the configuration: unleak.yaml, .toml or .json',
    examples: [
      ['unleak config check', 'is it right?'],
      ['unleak config import .gitleaks.toml > unleak.yaml', 'come from another scanner'],
    ],
    subcommands: [
      {
        usage: 'check',
        describe: 'read it and try the examples of its detectors',
        flags: pick('config'),
        examples: [
          ['unleak config check', 'the one of this repository'],
          ['unleak config check --config security/unleak.yaml', 'another one'],
        ],
        run: async (args) => (await import('./config.ts')).checkConfig(args),
      },
      {
        usage: 'show',
        describe: 'what holds after extends, with its origin',
        flags: pick('config'),
        examples: [
          ['unleak config show', 'as YAML'],
          ['unleak config show --config unleak.toml', 'of this file'],
        ],
        run: async (args) => (await import('./config.ts')).showConfig(args),
      },
      {
        usage: 'import <file>',
        describe: "another scanner's configuration as ours, on standard output",
        examples: [
          ['unleak config import .gitleaks.toml', 'look at it first'],
          ['unleak config import .gitleaks.toml > unleak.yaml', 'take it over'],
        ],
        run: async (args) => (await import('./config.ts')).importConfig(args),
      },
      {
        usage: 'schema [what]',
        describe: 'JSON Schema of the configuration, or of a report',
        examples: [
          ['unleak config schema > unleak.schema.json', 'for an editor'],
          ['unleak config schema report', 'for programs that read reports'],
        ],
        run: async (args) => (await import('./config.ts')).printSchema(args),
      },
    ],
  },
  {
    usage: 'import <file>',
    describe: "find again what another scanner's report, baseline or ignore list names",
    flags: {
      ...pick('format', 'output', 'write-baseline', 'reason', 'until'),
      ...detectionFlags,
    },
    examples: [
      ['unleak import gitleaks.json', 'what of it is a secret, and where is it now?'],
      ['unleak import .secrets.baseline --write-baseline --reason "audited"', 'accept it here too'],
    ],
    run: async (args, signal) => (await import('./import.ts')).runImport(args, signal),
  },
  {
    usage: 'key',
    describe: 'the key under which ids and baseline tags are made',
    examples: [
      ['unleak key export > unleak.key', 'for a team or CI: UNLEAK_KEY_FILE'],
      ['unleak key import unleak.key', 'use it here'],
    ],
    subcommands: [
      {
        usage: 'export',
        describe: 'write the key to standard output',
        flags: { output: { type: 'string', alias: 'o', requiresArg: true, describe: 'to a new file, 0600' } },
        examples: [
          ['unleak key export -o ../unleak.key', 'outside of the repository'],
          ['unleak key export | gh secret set UNLEAK_KEY', 'into a CI secret'],
        ],
        run: async (args) => (await import('./key.ts')).exportKey(args),
      },
      {
        usage: 'import <file>',
        describe: 'use a key that another machine exported; - is stdin',
        flags: { force: { type: 'boolean', default: false, describe: 'replace the key that is here' } },
        examples: [
          ['unleak key import ../unleak.key', 'from a file'],
          ['unleak key import --force -', 'from stdin, over another key'],
        ],
        run: async (args) => (await import('./key.ts')).importKey(args),
      },
    ],
  },
];

/** What is done with a command and its arguments: running it, for all but tests. */
type Perform = (command: Command, args: Arguments, signal: AbortSignal) => Promise<number>;

const runIt: Perform = async (command, args, signal) => (await command.run?.(args, signal)) ?? 0;

/** Parses the arguments with yargs and runs the command; gives the exit code. */
export async function runCommand(
  argv: readonly string[],
  signal: AbortSignal,
  perform: Perform = runIt,
): Promise<number> {
  let code = 0;
  const parser = yargs(argv.map((word) => (word === '-' ? dash : word)))
    .scriptName('unleak')
    .usage(
      '$0 <command>\n\nFinds leaked secrets, moves them into a store, rewrites the files, and keeps them out.',
    )
    .parserConfiguration({
      'boolean-negation': true,
      'duplicate-arguments-array': true,
      'greedy-arrays': false,
    })
    .version(version())
    .help()
    .strict()
    .wrap(Math.max(40, Math.min(100, process.stdout.columns ?? (Number(process.env['COLUMNS']) || 100))))
    .exitProcess(false)
    .example('unleak scan', 'what has leaked here?')
    .example('unleak migrate --to sops', 'move it into SOPS')
    .epilogue('unleak <command> --help has the flags of each command and examples.')
    .fail((message: string | null, error: Error | undefined) => {
      // yargs throws its own for a flag without its value.
      if (error !== undefined && error.name !== 'YError') throw error;
      throw usageError(argv, error?.message ?? message ?? 'wrong usage');
    });
  const act = async (command: Command, args: Arguments): Promise<void> => {
    code = await perform(command, args, signal);
  };
  for (const command of commands) add(parser, command, act);
  if (argv.length === 0) throw new UsageError('which command?', 'see "unleak --help"');
  if (argv[0] !== undefined && !argv[0].startsWith('-') && !names(commands).includes(argv[0]))
    throw unknownWord('command', argv[0], names(commands), 'unleak --help');
  await parser.parseAsync();
  return code;
}

function add(
  parser: Argv,
  command: Command,
  act: (command: Command, args: Arguments) => Promise<void>,
): void {
  parser.command(
    command.usage,
    command.describe,
    (own) => {
      // A subcommand has its own flags: yargs would give it these as well.
      const global = command.subcommands === undefined;
      for (const [name, options] of Object.entries(command.flags ?? {}))
        own.option(name, { ...options, global });
      for (const [line, what] of command.examples) own.example(line, what);
      for (const sub of command.subcommands ?? []) add(own, sub, act);
      if (command.run === undefined) own.demandCommand(1, `${nameOf(command)} what?`);
      // A hook or another command must not be opened by a stray variable.
      if (command.environment === true) own.config(flagsFromEnvironment(command.flags ?? {}, process.env));
      return own;
    },
    async (args) => {
      if (command.run !== undefined) await act(command, new Arguments(args));
    },
  );
}

function nameOf(command: Command): string {
  return command.usage.split(' ')[0] ?? '';
}

function names(list: readonly Command[]): string[] {
  return list.map(nameOf);
}

/** The command that the arguments mean, as far as they name one. */
function commandOf(argv: readonly string[]): { path: string; command: Command | undefined } {
  let list = commands;
  let command: Command | undefined;
  const path: string[] = [];
  for (const word of argv) {
    const next = list.find((one) => nameOf(one) === word);
    if (next === undefined) break;
    command = next;
    path.push(word);
    list = next.subcommands ?? [];
  }
  return { path: path.join(' '), command };
}

/** yargs' words in our form; a mistyped command or flag names the nearest one. */
function usageError(argv: readonly string[], message: string): UsageError {
  const { path, command } = commandOf(argv);
  const help = `unleak ${path === '' ? '' : `${path} `}--help`;
  const unknown = /^Unknown (?:arguments?|commands?): (.*)$/.exec(message)?.[1]?.split(', ')[0];
  const valueless = /^Not enough arguments following: (.*)$/.exec(message)?.[1];
  if (valueless !== undefined) return new UsageError(`--${valueless} needs a value`, `see "${help}"`);
  const invalid = /Argument: (.*?), Given: (.*), Choices: (.*)$/m.exec(message);
  if (invalid !== null)
    return new UsageError(
      `--${invalid[1] ?? ''} does not take ${invalid[2] ?? ''}`,
      `one of ${(invalid[3] ?? '').replaceAll('"', '')}`,
    );
  if (message.startsWith('Not enough non-option arguments'))
    return new UsageError(
      `something is missing: unleak ${[path, ...(command?.usage.split(' ').slice(1) ?? [])].join(' ')}`,
      `see "${help}"`,
    );
  if (unknown === undefined) {
    const [first = message] = message.trim().split('\n');
    return new UsageError(first.charAt(0).toLowerCase() + first.slice(1), `see "${help}"`);
  }
  const typed = argv.find((word) => word.replace(/^-+(no-)?/, '').split('=')[0] === unknown) ?? unknown;
  if (typed.startsWith('-')) {
    const flags = Object.keys(command?.flags ?? {}).flatMap((name) =>
      command?.flags?.[name]?.type === 'boolean' ? [name, `no-${name}`] : [name],
    );
    return unknownWord(
      'flag',
      `--${unknown}`,
      [...flags, 'help'].map((name) => `--${name}`),
      help,
    );
  }
  // As `sops set` takes it: not to be repeated.
  if (path === 'sops set')
    return new UsageError('a value on the command line is seen by others', 'give it on standard input');
  return command?.subcommands === undefined
    ? new UsageError(`unexpected argument ${unknown}`, `see "${help}"`)
    : unknownWord('command', unknown, names(command.subcommands), help);
}

function unknownWord(kind: string, word: string, words: readonly string[], help: string): UsageError {
  const meant = nearest(word, words);
  return new UsageError(
    `no ${kind} is called ${word}`,
    meant === undefined ? `see "${help}"` : `did you mean ${meant}?`,
  );
}
