import { join, relative, resolve } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Which file of the bundle a module goes to, where it is not the entry's own. A program that starts reads only the files
 * that it needs: `core` for whatever scans, `parsers` once it meets a document.
 */
const chunks: readonly (readonly [name: Chunk, modules: RegExp])[] = [
  [
    'parsers',
    /^node_modules\/(?:yaml|toml-eslint-parser|smol-toml|jsonc-parser|dockerfile-ast|re2js|valibot)\//,
  ],
  // A token's detector is made when its prefix was seen; what every file meets, names of secrets, is in `core`.
  ['vendors', /^detectors\/(?!index\.ts$|helpers\.ts$)[\w-]+\.ts$/],
  [
    'core',
    /^detectors\/(?:index\.ts$|generic\/|long-tail\/)|^src\/(?:engine|git|manifests|scan|sources|config|report)\/|^src\/hooks\/judge\.ts$/,
  ],
  ['migration', /^(?:src\/migration|providers)\//],
  // Errors of the hooks are thrown in `core` and told apart in `hook`: there must be one class.
  ['base', /^src\/hooks\/types\.ts$/],
];

export type Chunk = 'vendors' | 'parsers' | 'core' | 'migration' | 'base';

/** What the other files ask of a chunk: modules by their paths from the project's top. */
export type Wanted = Record<Chunk, Set<string>>;

/** In the file `own`, a module that belongs to another chunk is asked of that one; `wanted` is told. */
export function chunkImports(root: string, own: string, wanted: Wanted): Plugin {
  return {
    name: 'chunk-imports',
    setup(build) {
      build.onResolve({ filter: /^[^./]|\.ts$/ }, ({ path, resolveDir, kind, importer }) => {
        if (kind === 'entry-point' || path.startsWith('node:')) return undefined;
        const file = fileOf(root, path, resolveDir);
        const chunk = file === undefined ? undefined : chunks.find(([, modules]) => modules.test(file))?.[0];
        if (file === undefined || chunk === undefined || chunk === own || importer.includes('node_modules'))
          return undefined;
        wanted[chunk].add(file);
        return { path: file, namespace: chunk };
      });
      for (const [chunk] of chunks)
        build.onLoad({ filter: /./, namespace: chunk }, ({ path }) => ({
          contents: `module.exports = require('./${chunk}.cjs')[${JSON.stringify(path)}]();`,
          loader: 'js',
        }));
      build.onResolve({ filter: /^\.\/\w+\.cjs$/ }, ({ path, namespace }) =>
        chunks.some(([chunk]) => chunk === namespace) ? { path, external: true } : undefined,
      );
    },
  };
}

/** A module's path from the project's top; a package's is that of its folder. */
function fileOf(root: string, path: string, resolveDir: string): string | undefined {
  const full = path.startsWith('.')
    ? relative(root, resolve(resolveDir, path)).replaceAll('\\', '/')
    : `node_modules/${path}/`;
  return full.startsWith('..') ? undefined : full;
}

/** The source of a chunk's entry: a function for each of the modules, which evaluates it. */
export function chunkEntry(root: string, modules: Iterable<string>): string {
  const lines = [...modules].sort().map((file) => {
    const specifier = file.startsWith('node_modules/')
      ? file.slice('node_modules/'.length, -1)
      : join(root, file);
    return `  ${JSON.stringify(file)}: () => require(${JSON.stringify(specifier)}),`;
  });
  return `module.exports = {\n${lines.join('\n')}\n};\n`;
}
