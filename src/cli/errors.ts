import { printable } from '../report/index.ts';

/** What a user did wrong, or what stopped the program: one line, and a hint of what to type next. Exit code 2. */
export class UsageError extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'UsageError';
    this.hint = hint;
  }
}

/** Errors of the rooms whose texts are ours and free of values, so that they may be printed. */
const ours = new Set([
  'UsageError',
  'ScanError',
  'GitError',
  'StateError',
  'StoreError',
  'MigrationError',
  'ConfigError',
  'HookError',
]);

/** Prints `unleak: error: …` and `unleak: hint: …`. Texts of other errors may quote input: only their code is shown. */
export async function printError(error: unknown): Promise<void> {
  const known = error instanceof Error && ours.has(error.name);
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const text = known ? error.message : `unexpected failure${typeof code === 'string' ? ` (${code})` : ''}`;
  process.stderr.write(`unleak: error: ${printable(await masked(text))}\n`);
  const hint = (error as { hint?: unknown } | undefined)?.hint;
  if (typeof hint === 'string') process.stderr.write(`unleak: hint: ${printable(await masked(hint))}\n`);
  if (!known && error instanceof Error) {
    // Where it happened helps a report; the message could hold a value.
    const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    process.stderr.write(
      `unleak: hint: report this at the project's issue tracker:\n${frames.slice(0, 6).join('\n')}\n`,
    );
  }
}

/**
 * An error repeats what was typed or what a file is called, and a log keeps it: a secret in there is masked too. The
 * detectors are loaded only for a text with a word that is long enough to be one.
 */
async function masked(text: string): Promise<string> {
  if (!/[^\s/]{12,}/.test(text)) return text;
  const [{ detectors }, { createEngine }, { Masker }] = await Promise.all([
    import('../../detectors/index.ts'),
    import('../engine/index.ts'),
    import('../scan/index.ts'),
  ]);
  return new Masker(createEngine(detectors)).mask(text);
}
