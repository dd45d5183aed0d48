import { Arguments } from './flags.ts';
import type { Flags } from './flags.ts';

/**
 * The arguments of a command in their plainest spelling, read without yargs, which costs the start of a short scan more
 * than the scan: `--flag`, `--no-flag`, `--name value`, `--name=value`, `-q`, and paths. Undefined for anything else
 * (lists, a flag twice, quotes, numbers as paths, help, a mistake): yargs reads that, and says what is wrong with it.
 * A test holds that both read the same.
 */
export function quickArguments(
  argv: readonly string[],
  positional: string,
  flags: Flags,
  env: NodeJS.ProcessEnv,
): Arguments | undefined {
  // Variables that may stand for flags.
  if (Object.keys(env).some((name) => name.startsWith('UNLEAK_') && name !== 'UNLEAK_KEY_FILE'))
    return undefined;
  const values: Record<string, unknown> = {};
  const words: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    if (word === '' || /["'\0]/.test(word)) return undefined;
    if (word === '-' || !word.startsWith('-')) {
      // A number, in one of its spellings.
      if (!Number.isNaN(Number(word))) return undefined;
      words.push(word);
      continue;
    }
    const flag = flagOf(word, flags);
    if (flag === undefined || flag.name in values) return undefined;
    const { name, type, choices } = flag;
    const following = argv[at + 1];
    if (type === 'boolean' || flag.off) {
      // yargs takes such a word as the flag's value.
      if (flag.value !== undefined || choices !== undefined) return undefined;
      if (following === 'true' || following === 'false') return undefined;
      values[name] = !flag.off;
      continue;
    }
    const value = flag.value ?? following;
    if (flag.value === undefined) at++;
    if (value === undefined || !/^[^-"'\0][^"'\0]*$/.test(value)) return undefined;
    if (choices !== undefined && !choices.includes(value)) return undefined;
    // A number in its plainest spelling.
    if (type === 'number' && !/^(?:0|[1-9]\d{0,5})$/.test(value)) return undefined;
    values[name] = type === 'number' ? Number(value) : value;
  }
  for (const [name, { default: value }] of Object.entries(flags))
    if (value !== undefined && !(name in values)) values[name] = value as unknown;
  return new Arguments({ ...values, [positional]: words });
}

interface Flag {
  readonly name: string;
  readonly type: 'boolean' | 'string' | 'number';
  /** `--no-name`. */
  readonly off: boolean;
  /** What stands behind `=`. */
  readonly value: string | undefined;
  readonly choices: readonly unknown[] | undefined;
}

/** The flag that a word names; undefined if it names none, or one of a kind that is not read here. */
function flagOf(word: string, flags: Flags): Flag | undefined {
  const [, dashes = '', off, typed = '', , value] = /^(--?)(no-)?([a-z][a-z-]*)(=(.*))?$/s.exec(word) ?? [];
  const name =
    dashes === '--'
      ? typed
      : Object.keys(flags).find((one) => flags[one]?.alias === typed && off === undefined);
  // `--no-history`, but `--no` is no way to say it for a flag whose own name begins so.
  const options = name === undefined ? undefined : Object.hasOwn(flags, name) ? flags[name] : undefined;
  if (name === undefined || options === undefined || (dashes === '-' && value !== undefined))
    return undefined;
  const { type, array } = options;
  if (type === 'number' && off !== undefined) return undefined;
  if (array === true || (type !== 'boolean' && type !== 'string' && type !== 'number')) return undefined;
  return { name, type, off: off !== undefined, value, choices: options.choices };
}
