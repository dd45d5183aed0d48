// Makes dist/: what is published. One bundle, split so that a command loads only what it needs; the two clouds' SDKs stay
// packages of their own, which are loaded when a migration to that cloud starts.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** Bundles the program into a folder; `unleak.cjs` there starts it. */
export async function bundle(outdir: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: {
      main: 'src/cli/main.ts',
      index: 'src/index.ts',
      // The worker is started by its file, so it is an entry of its own.
      worker: 'src/scan/worker.ts',
    },
    outdir,
    // Beside the entries: a chunk starts the worker by its file, relative to itself.
    chunkNames: 'chunk-[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.20',
    // A package's CommonJS build may ask for its own files in a way that no bundler sees (jsonc-parser).
    mainFields: ['module', 'main'],
    external: ['@aws-sdk/*', '@google-cloud/*'],
    legalComments: 'linked',
    logLevel: 'warning',
    // CommonJS packages inside of the bundle ask for Node's own modules by `require`.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
    },
  });
  for (const file of ['unleak.cjs', 'start.cjs'])
    copyFileSync(join(root, 'src/cli', file), join(outdir, file));
  chmodSync(join(outdir, 'unleak.cjs'), 0o755);
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
