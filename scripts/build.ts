// Makes dist/: what is published. A few CommonJS files, because their modules can be evaluated when they are first used:
//   unleak.cjs, start.cjs   say whether this Node will do, and choose one of the next three
//   scan.cjs                a scan in plain words
//   hook.cjs                what git calls at every push: as little as possible
//   main.cjs                everything else, with the parser of the command line
//   core.cjs, vendors.cjs, parsers.cjs, migration.cjs, base.cjs
//                           what they share (scripts/build/chunks.ts)
//   automaton.bin           the keywords of the built-in detectors, ready to be searched for
//   worker.js               a thread of the history scan
//   index.js                the library
//   ci/                     what the platforms run, to be copied into a repository
// The two clouds' SDKs stay packages of their own, which are loaded when a migration to that cloud starts.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';
import { chunkEntry, chunkImports } from './build/chunks.ts';
import type { Chunk, Wanted } from './build/chunks.ts';
import { lazyDetectors } from './build/lazy-detectors.ts';
import { lazyImports } from './build/lazy-imports.ts';
import { preparedAutomaton } from './build/prepared-automaton.ts';
import { preparedNeeds } from './build/prepared-needs.ts';

const root = join(import.meta.dirname, '..');

const options = {
  absWorkingDir: root,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node22.20',
  // Names stay: a stack trace in the report of an error is to be of use.
  minifyWhitespace: true,
  minifySyntax: true,
  // A package's CommonJS build may ask for its own files in a way that no bundler sees (jsonc-parser).
  mainFields: ['module', 'main'],
  external: ['@aws-sdk/*', '@google-cloud/*'],
  legalComments: 'linked',
  logLevel: 'warning',
  define: { 'import.meta.url': '__moduleUrl' },
  banner: { js: "const __moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
} satisfies BuildOptions;

/** Bundles the program and the library into a folder; `unleak.cjs` there starts the program. */
export async function bundle(outdir: string): Promise<void> {
  mkdirSync(outdir, { recursive: true });
  const wanted: Wanted = {
    migration: new Set(),
    core: new Set(),
    vendors: new Set(),
    parsers: new Set(),
    base: new Set(),
  };
  const plugins = (own: string) => [
    chunkImports(root, own, wanted),
    lazyImports(root),
    lazyDetectors(root),
    preparedAutomaton(root, outdir),
    preparedNeeds(root),
  ];
  await build({
    ...options,
    outdir,
    plugins: plugins('entry'),
    entryPoints: {
      scan: 'src/cli/start-scan.ts',
      hook: 'src/cli/start-hook.ts',
      main: 'src/cli/main.ts',
      worker: 'src/scan/worker.ts',
      index: 'src/index.ts',
    },
  });
  // Each asks something of the ones after it; one that is asked for more when it is made, is made again.
  const made = new Map<Chunk, number>();
  const order: readonly Chunk[] = ['migration', 'core', 'vendors', 'parsers', 'base'];
  for (let open = order; open.length > 0; open = order.filter((one) => made.get(one) !== wanted[one].size))
    for (const chunk of open) {
      made.set(chunk, wanted[chunk].size);
      await build({
        ...options,
        outfile: join(outdir, `${chunk}.cjs`),
        plugins: plugins(chunk),
        stdin: { contents: chunkEntry(root, wanted[chunk]), resolveDir: root, loader: 'js' },
      });
    }
  writeFileSync(join(outdir, 'worker.js'), "import './worker.cjs';\n");
  writeFileSync(join(outdir, 'index.js'), library(Object.keys(await import('../src/index.ts'))));
  for (const file of ['unleak.cjs', 'start.cjs'])
    copyFileSync(join(root, 'src/cli', file), join(outdir, file));
  chmodSync(join(outdir, 'unleak.cjs'), 0o755);
  cpSync(join(root, 'examples/ci'), join(outdir, 'ci'), { recursive: true });
}

/** The library as an ES module. */
function library(names: readonly string[]): string {
  return `import library from './index.cjs';\nexport const { ${names.join(', ')} } = library;\n`;
}

if (import.meta.main) {
  const dist = join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  await bundle(dist);
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
}
