import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import test from 'ava';

const root = join(import.meta.dirname, '..');

/**
 * The rooms and what each may use. Arrows go one way: a room that is missing from a list is reached by handing the
 * thing in from above (the command line wires everything up), or by moving the code to the room that may have it.
 */
const arrows: Readonly<Record<string, readonly string[]>> = {
  cli: [
    'hooks',
    'report',
    'config',
    'migration',
    'guard',
    'scan',
    'sources',
    'manifests',
    'engine',
    'git',
    'detectors',
    'providers',
  ],
  index: [
    'hooks',
    'report',
    'config',
    'migration',
    'guard',
    'scan',
    'sources',
    'manifests',
    'engine',
    'git',
    'detectors',
    'providers',
  ],
  hooks: ['report', 'config', 'scan', 'sources', 'engine', 'git'],
  report: ['scan', 'manifests', 'engine'],
  config: ['scan', 'manifests', 'engine', 'git'],
  migration: ['scan', 'manifests', 'engine', 'git'],
  guard: ['scan', 'manifests', 'engine', 'git'],
  providers: ['migration', 'manifests', 'engine'],
  scan: ['sources', 'manifests', 'engine', 'git'],
  sources: ['git'],
  manifests: ['engine'],
  engine: [],
  git: [],
  detectors: ['engine'],
};

/** Files that are used directly although their room has an index, and why. */
const doors: Readonly<Record<string, string>> = {
  'src/engine/types.ts': 'detectors are data: they need the types, not the engine',
  'src/engine/text.ts': 'what the helpers of detectors share with the score',
  'src/migration/store.ts': 'what a store implements, without the transaction',
};

interface Import {
  readonly from: string;
  readonly to: string;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?ts$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

/** The relative imports of a file, types included; comments and strings aside. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements =
    /^[ \t]*(?:import|export)\b[^'";]*?\bfrom\s*'([^']+)'|^[ \t]*import\s*'([^']+)'|\bimport\(\s*'([^']+)'/gm;
  return [...text.matchAll(statements)]
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    .filter((to) => to.startsWith('.'))
    .map((to) => ({ from: file, to: posix.normalize(posix.join(dirname(file), to)) }));
}

function roomOf(file: string): string | undefined {
  const [top = '', second = ''] = file.split('/');
  if (top === 'detectors' || top === 'providers') return top;
  if (top !== 'src') return undefined;
  // The scan's worker thread builds its own engine: it wires things up like the command line.
  if (file === 'src/scan/worker.ts') return 'index';
  return second.replace(/\.ts$/, '');
}

/** What is wrong with an import, and what to do instead. */
function complaint({ from, to }: Import): string | undefined {
  const here = roomOf(from);
  const there = roomOf(to);
  if (here === undefined) return `${from} is in no room: move it into one, or name the room in arrows`;
  if (there === undefined)
    return `${from} imports ${to}: what is published must not use tests, examples or scripts`;
  if (here === there || (from === 'src/scan/worker.ts' && there === 'scan')) return undefined;
  if (!(arrows[here] ?? []).includes(there))
    return `${from} imports ${to}, but ${here} may only use ${(arrows[here] ?? []).join(', ') || 'itself'}: let the caller hand it in (src/cli wires things up), or move the code`;
  const index = there === 'detectors' || there === 'providers' ? undefined : `src/${there}/index.ts`;
  if (index !== undefined && to !== index && doors[to] === undefined)
    return `${from} imports ${to}: import ${index}, and export there what is missing`;
  return undefined;
}

const published = [...sourceFiles('src'), ...sourceFiles('detectors'), ...sourceFiles('providers')];

test('arrows between the rooms go one way, through each room’s index', (t) => {
  const imports = published.flatMap(importsOf);
  t.true(imports.length > 400, 'the reader of imports sees none');
  t.deepEqual(imports.map(complaint).filter(Boolean), []);
});

test('a wrong arrow is told with what to do instead', (t) => {
  const told = (from: string, to: string): string => complaint({ from, to }) ?? 'nothing';
  t.regex(
    told('src/engine/engine.ts', 'src/git/index.ts'),
    /engine may only use itself: let the caller hand it in/,
  );
  t.regex(told('src/scan/scan.ts', 'detectors/index.ts'), /scan may only use/);
  t.regex(told('src/scan/scan.ts', 'src/git/command.ts'), /import src\/git\/index\.ts/);
  t.regex(told('src/scan/scan.ts', 'tests/helpers/git.ts'), /must not use tests/);
  t.is(told('src/scan/scan.ts', 'src/scan/mask.ts'), 'nothing');
  t.is(told('src/cli/scan.ts', 'detectors/index.ts'), 'nothing');
  t.is(told('detectors/aws.ts', 'src/engine/types.ts'), 'nothing');
});

test('all of an import’s forms are read', (t) => {
  const imports = importsOf('src/cli/main.ts');
  t.true(
    imports.some(({ to }) => to === 'src/cli/commands.ts'),
    'import()',
  );
  t.true(
    imports.some(({ to }) => to === 'src/cli/program.ts'),
    'import … from',
  );
});

test('only the command line prints or exits', (t) => {
  const wrong = published
    .filter((file) => !file.startsWith('src/cli/'))
    .filter((file) =>
      withoutComments(readFileSync(join(root, file), 'utf8')).match(
        /\bprocess\.(?:exit\b|exitCode|stdout|stderr)|\bconsole\.\w+\(/,
      ),
    );
  t.deepEqual(wrong, [], 'return it, or hand it to a callback: src/cli prints');
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
}

test('the two clouds’ SDKs, the YAML parser and the command line’s parser are loaded by those who use them alone', (t) => {
  const allowed: Readonly<Record<string, RegExp>> = {
    yargs: /^src\/cli\//,
    '@aws-sdk/client-secrets-manager': /^providers\/aws/,
    '@google-cloud/secret-manager': /^providers\/gcp/,
    // The command `config` is loaded when it is asked for, like every command.
    yaml: /^(?:src\/(?:manifests|migration|config)\/|providers\/sops\/|src\/cli\/config\.ts$)/,
  };
  const wrong: string[] = [];
  for (const file of published) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const match of text.matchAll(/(?:\bfrom\s*|\bimport\(\s*)'([^'.][^']*)'/g)) {
      const where = allowed[match[1] ?? ''];
      if (where !== undefined && !where.test(file)) wrong.push(`${file} imports ${match[1]}`);
    }
  }
  t.deepEqual(wrong, []);
});
