import type { Options } from 'yargs';
import type { Config } from '../config/index.ts';
import { formats } from '../report/index.ts';
import { UsageError } from './errors.ts';

/** A command's flags, by their long names. */
export type Flags = Readonly<Record<string, Options>>;

const list = { type: 'string', array: true, requiresArg: true } as const;
const text = { type: 'string', requiresArg: true } as const;
const flag = { type: 'boolean', default: false } as const;
/** One that the configuration may turn on, and `--no-…` off again. */
const configured = { type: 'boolean' } as const;

/** What is looked for, and with which rules: `scan`, `migrate` and `import` share them. */
export const detectionFlags: Flags = {
  config: {
    ...text,
    describe:
      'the configuration file (default: unleak.yaml at the top of the repository); --no-config uses none',
  },
  // yargs reads --no-config as config: false.
  baseline: {
    ...text,
    describe: 'the baseline of accepted findings (default: .unleak-baseline.json); --no-baseline uses none',
  },
  only: { ...list, describe: 'only these detectors or vendors' },
  skip: { ...list, describe: 'not these detectors or vendors' },
  accept: { ...list, describe: 'an incompleteness to accept: CODE or CODE:path' },
  now: { ...text, describe: 'the time that decides what has expired: a date, or seconds since 1970' },
  quiet: { ...flag, alias: 'q', describe: 'no progress line and no notes' },
};

export const scanFlags: Flags = {
  history: { type: 'boolean', default: true, describe: 'read the history; --no-history reads files alone' },
  'history-only': { ...flag, describe: 'read the history, not the working tree' },
  staged: { ...flag, describe: 'read what is staged for the next commit' },
  range: { ...text, describe: 'read the commits of a range, such as main..topic' },
  'only-new': { ...flag, describe: 'with --range: leave out what its left side has at the same path' },
  branch: { ...list, describe: 'read only what these refs reach' },
  format: { type: 'string', choices: formats, requiresArg: true, describe: 'form of the report' },
  output: { ...text, alias: 'o', describe: 'write the report to a file' },
  'min-severity': {
    type: 'string',
    choices: ['low', 'medium', 'high', 'critical'],
    requiresArg: true,
    describe: 'report from this severity on',
  },
  'write-baseline': { ...flag, describe: 'accept what is found: add it to the baseline, drop what is gone' },
  reason: { ...text, describe: 'with --write-baseline: why these findings are accepted' },
  until: { ...text, describe: 'with --write-baseline: the day on which the acceptance ends' },
  reader: {
    type: 'string',
    choices: ['pack', 'plain'],
    requiresArg: true,
    describe: 'how the history is read: our own pack reader, or git printing every object',
  },
  threads: {
    type: 'number',
    requiresArg: true,
    describe: 'worker threads for the history (default: the cores)',
  },
  cache: {
    type: 'boolean',
    default: true,
    describe: 'remember what was read of the history; --no-cache reads all of it again',
  },
  'exit-zero': { ...flag, describe: 'exit 0 with findings too' },
  ...detectionFlags,
};

export const migrateFlags: Flags = {
  to: {
    type: 'string',
    choices: ['sops', 'aws', 'gcp'],
    requiresArg: true,
    describe: 'where the secrets go',
  },
  style: {
    type: 'string',
    choices: ['auto', 'sops', 'external-secret', 'csi', 'secret-sync', 'vals', 'env'],
    requiresArg: true,
    describe: 'how the files refer to them',
  },
  'name-template': {
    ...text,
    describe:
      'names in the store: text with {repository} {environment} {namespace} {kind} {object} {key} {path}',
  },
  age: { ...list, describe: 'age recipients, where no .sops.yaml names any' },
  'decrypted-by': {
    type: 'string',
    choices: ['flux', 'ksops', 'helm-secrets', 'manual'],
    requiresArg: true,
    describe: 'who decrypts the files where they are used',
  },
  dotenv: {
    type: 'string',
    choices: ['exec-env', 'keep'],
    requiresArg: true,
    describe: '.env files: move to a file for "sops exec-env" or "vals exec"; keep leaves compose files too',
  },
  code: {
    ...configured,
    describe: 'patch program text to read the environment; without it the patch is only shown',
  },
  update: { ...flag, describe: 'give an existing secret with another value a new version' },
  pin: { ...configured, describe: 'references name the stored version, not the newest one' },
  composite: {
    type: 'string',
    choices: ['whole', 'template'],
    requiresArg: true,
    describe: 'a URL with a password: whole in the store, or the password alone and a template',
  },
  region: { ...text, describe: 'AWS region' },
  project: { ...text, describe: 'GCP project' },
  location: { ...text, describe: 'GCP: regional secrets there, such as europe-west3' },
  replication: { ...text, describe: 'GCP: automatic, or locations; it cannot be changed later' },
  'kms-key': { ...text, describe: 'customer managed key for new secrets (GCP: one for each location)' },
  'replica-region': { ...text, describe: 'AWS: regions that get a copy of new secrets' },
  'recovery-days': {
    ...text,
    describe: 'AWS: days in which what a rollback deletes can be restored, 7 to 30 (default 30)',
  },
  'secret-store': {
    ...text,
    describe: 'the SecretStore for ExternalSecrets: name, or ClusterSecretStore/name',
  },
  render: {
    type: 'boolean',
    default: true,
    describe: 'prove with kustomize and helm where they are installed',
  },
  'check-live': {
    ...configured,
    describe: 'fetch each reference from the store again, as its readers would',
  },
  'proof-out': { ...text, describe: 'write the proof to a file: what was checked, when, with what result' },
  'split-commits': {
    ...configured,
    describe: 'commit in the order that Flux and Argo CD need: keep the Secrets, add, take out',
  },
  rollback: {
    type: 'boolean',
    default: true,
    describe: 'keep encrypted copies of uncommitted files; --no-rollback keeps none',
  },
  report: { ...text, describe: "only what another scanner's report names, as unleak import reads it" },
  'dry-run': { ...flag, describe: 'show the plan, do nothing' },
  yes: { ...flag, alias: 'y', describe: 'do not ask' },
  'plan-out': { ...text, describe: 'write the plan to a file for "migrate apply", do nothing' },
  json: { ...flag, describe: 'events as JSON lines on standard output' },
  ...detectionFlags,
};

/** The value of `UNLEAK_MIN_SEVERITY` for `min-severity`, and so on: for flags that exist, never for others. */
export function flagsFromEnvironment(flags: Flags, env: NodeJS.ProcessEnv): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, options] of Object.entries(flags)) {
    const variable = `UNLEAK_${name.toUpperCase().replaceAll('-', '_')}`;
    const value = env[variable];
    if (value === undefined) continue;
    if (options.type !== 'boolean') values[name] = options.array === true ? split([value]) : value;
    else if (/^(1|true|yes)$/i.test(value)) values[name] = true;
    else if (/^(0|false|no|)$/i.test(value)) values[name] = false;
    else throw new UsageError(`${variable} must be true or false`);
  }
  return values;
}

/** yargs drops a lone `-`; no argument can hold a NUL, so this stands for it until yargs is done. */
export const dash = '\0-';

/** Lists may be given several times, and with commas. */
function split(value: unknown): string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value])
    .flatMap((one) => String(one).split(','))
    .map((one) => (one === dash ? '-' : one))
    .filter((one) => one !== '');
}

/** What yargs made of the command line, read by kind. */
export class Arguments {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  /** What was not given is as the configuration has it. */
  or(store: Config['store']): Arguments {
    const { code, pin, composite, splitCommits, checkLive, proofOut } = store;
    const defaults = {
      code,
      pin,
      composite,
      'split-commits': splitCommits,
      'check-live': checkLive,
      'proof-out': proofOut,
    };
    const given = Object.entries(this.#values).filter(([, value]) => value !== undefined);
    return new Arguments({ ...defaults, ...Object.fromEntries(given) });
  }

  /** A flag that was given twice: the last one counts. */
  text(name: string): string | undefined {
    const value = this.#last(name);
    if (value === dash) return '-';
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  }

  on(name: string): boolean {
    return this.#last(name) === true;
  }

  /** `--no-name` was given. */
  off(name: string): boolean {
    return this.#last(name) === false;
  }

  list(name: string): string[] {
    return split(this.#values[name]);
  }

  #last(name: string): unknown {
    const value = this.#values[name];
    return Array.isArray(value) ? value.at(-1) : value;
  }
}
