import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { buildLeakyShop } from '../examples/leaky-shop/build.ts';
import { entry } from './helpers/program.ts';

const root = join(import.meta.dirname, '..');
const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
const temporary = mkdtempSync(join(tmpdir(), 'unleak-docs-'));
test.after.always(() => rmSync(temporary, { recursive: true, force: true }));

interface Block {
  readonly language: string;
  readonly lines: readonly string[];
}

function blocksOf(document: string): Block[] {
  const text = readFileSync(join(root, document), 'utf8');
  return [...text.matchAll(/^```(.*)\n([^]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? '',
    lines: (match[2] ?? '').split('\n').filter((line) => line.trim() !== ''),
  }));
}

const blocks = documents.flatMap((document) =>
  blocksOf(document).map((block, i) => ({ ...block, name: `${document}, block ${i + 1}` })),
);

for (const { name, lines } of blocks.filter((block) => block.language === 'sh'))
  test(`${name} does what it says in a repository that leaks`, (t) => {
    const home = mkdtempSync(join(temporary, 'home-'));
    const shop = buildLeakyShop(join(home, 'shop'));
    mkdirSync(join(home, 'bin'));
    const program = join(home, 'bin', 'unleak');
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${entry}' "$@"\n`);
    chmodSync(program, 0o755);
    const env = { ...process.env, HOME: home, PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}` };
    for (const name of ['XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'XDG_CACHE_HOME', 'SOPS_AGE_KEY_FILE'])
      Reflect.deleteProperty(env, name);
    for (const line of lines) {
      const [command = '', comment = ''] = line.split(/\s+# /);
      const expected = Number(/^exit (\d+)$/.exec(comment)?.[1] ?? 0);
      const run = spawnSync('sh', ['-c', command], { cwd: shop.folder, env, encoding: 'utf8' });
      t.is(run.status, expected, `${command}\n${run.stdout}${run.stderr}`);
      for (const planted of shop.planted)
        t.false((run.stdout + run.stderr).includes(planted.value), `${command} printed ${planted.name}`);
    }
  });

test('commands for a clone are scripts of the project', (t) => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const commands = blocks.filter((block) => block.language === 'sh project').flatMap((block) => block.lines);
  t.true(commands.includes('npm test'));
  for (const command of commands) {
    if (command === 'npm ci') continue;
    const script = /^npm (?:run )?(\S+)$/.exec(command)?.[1] ?? '';
    t.truthy(scripts[script], command);
  }
});

test('no block of commands is left out', (t) => {
  t.deepEqual(
    blocks.filter((block) => !['sh', 'sh project'].includes(block.language)),
    [],
  );
});

test('files, scripts and links that the documents name are there', (t) => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  for (const document of documents) {
    const text = readFileSync(join(root, document), 'utf8').replace(/^```[^]*?^```$/gm, '');
    for (const [, target = ''] of text.matchAll(/\]\(([^)#:]+)\)/g))
      t.true(existsSync(join(root, target)), `${document} links ${target}`);
    for (const [, path = ''] of text.matchAll(
      /`((?:src|tests|detectors|providers|examples|\.ci)\/[\w./-]+)`/g,
    ))
      // A folder comes with its first file.
      t.true(
        existsSync(join(root, path)) || path.includes('acme') || path.endsWith('/'),
        `${document} names ${path}`,
      );
    for (const [, script = ''] of text.matchAll(/`npm run ([\w:]+)/g))
      t.truthy(scripts[script], `${document} names npm run ${script}`);
    for (const [, file = ''] of text.matchAll(/`npx ava (\S+)`/g))
      t.true(existsSync(join(root, file)), `${document} names ${file}`);
  }
});
