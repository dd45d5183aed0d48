import fc from 'fast-check';
import test from 'ava';

import { runCommand } from '../../src/cli/commands.ts';
import { scanFlags } from '../../src/cli/flags.ts';
import type { Arguments } from '../../src/cli/flags.ts';
import { quickArguments } from '../../src/cli/quick-arguments.ts';

const runs = process.env['UNLEAK_LONG'] === undefined ? 200 : 3000;

/** All that a command can ask of its arguments. */
function contents(args: Arguments | undefined): unknown {
  if (args === undefined) return undefined;
  return ['paths', ...Object.keys(scanFlags)].map((name) => [
    name,
    args.text(name),
    args.on(name),
    args.off(name),
    args.list(name),
  ]);
}

/** What yargs reads; undefined for what it refuses. */
async function byYargs(argv: readonly string[]): Promise<unknown> {
  let read: Arguments | undefined;
  try {
    await runCommand(['scan', ...argv], new AbortController().signal, async (_, args) => {
      read = args;
      return 0;
    });
  } catch {
    return undefined;
  }
  return contents(read);
}

const quick = (argv: readonly string[], env: NodeJS.ProcessEnv = {}): unknown =>
  contents(quickArguments(argv, 'paths', scanFlags, env));

test('the plain spellings are read as yargs reads them', async (t) => {
  const plain = [
    [],
    ['--no-history', 'src/a.ts'],
    ['.', 'deploy'],
    ['-', '--no-history'],
    ['--format', 'json', '-o', 'report.json', 'deploy/'],
    ['--format=sarif', '--output=a=b', '-q'],
    ['--no-config', '--no-baseline', '--history-only', '--min-severity', 'high'],
    ['--staged', '--exit-zero', '--now', '2026-01-31'],
    ['--threads', '2', '--history-only'],
    ['--range', 'main..topic', '--reader', 'plain', 'a b'],
  ];
  for (const argv of plain) {
    t.truthy(quick(argv), argv.join(' '));
    t.deepEqual(quick(argv), await byYargs(argv), argv.join(' '));
  }
});

test('what is not plain is left to yargs', (t) => {
  const others = [
    ['--help'],
    ['--version'],
    ['--only', 'aws', 'a.ts'],
    ['--format', 'nonsense'],
    ['--format'],
    ['--output', '-'],
    ['--unknown'],
    ['--quiet', 'true'],
    ['--quiet', '--quiet'],
    ['--quiet=false'],
    ['--historyOnly'],
    ['-qo', 'a'],
    ['-o=a'],
    ['--', 'a'],
    ['7'],
    ['--no-no-history'],
    ['--config', "'a'"],
    ['--threads', '1e3'],
    ['--toString'],
    ['--constructor'],
    [''],
  ];
  for (const argv of others) t.is(quick(argv), undefined, argv.join(' '));
  t.is(quick([], { UNLEAK_QUIET: '1' }), undefined);
  t.truthy(quick([], { UNLEAK_KEY_FILE: 'k' }));
});

test('whatever is read here, yargs reads the same', async (t) => {
  const names = Object.keys(scanFlags);
  const value = fc.constantFrom('json', 'high', 'pack', 'a.ts', 'x=y', '-', '', '12', '0x1f', '1e3', 'true', 'false', 'a b', '"q"', '--x', 'ä', 'A', '.', 'no', 'Infinity', '[]', 'a,b', '1_0', ' ', '+3', 'null', '@x', '$0'); // prettier-ignore
  const name = fc.constantFrom(...names);
  const word = fc.oneof(
    { weight: 3, arbitrary: value },
    { weight: 4, arbitrary: name.map((one) => `--${one}`) },
    { weight: 2, arbitrary: name.map((one) => `--no-${one}`) },
    { weight: 2, arbitrary: fc.tuple(name, value).map(([one, text]) => `--${one}=${text}`) },
    { weight: 1, arbitrary: fc.constantFrom('-q', '-o', '-qo', '-v', '--', '-h') },
    {
      weight: 2,
      arbitrary: name.map((one) => `--${one.replace(/-(.)/g, (_, c: string) => c.toUpperCase())}`),
    },
  );
  let read = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 5 }), async (argv) => {
      const mine = quick(argv);
      if (mine === undefined) return;
      read++;
      t.deepEqual(mine, await byYargs(argv), JSON.stringify(argv));
    }),
    { numRuns: runs },
  );
  t.true(read > runs / 10, `only ${read} were read`);
});
