import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { transform } from 'esbuild';
import type { Plugin } from 'esbuild';

/**
 * Rooms whose modules are evaluated when something of theirs is first used. The engine and git are left as they are: a
 * look-up at every use would cost their inner loops more than evaluating them costs the start.
 */
const lazyRooms = /^(?:src\/(?:cli|config|hooks|manifests|migration|report|scan|sources)|providers)\//;

/**
 * Turns every static import of these rooms into a look-up at its first use: a program that starts with a file of 1 KB
 * evaluates no parser of YAML, no schema, and none of the other commands.
 */
export function lazyImports(root: string): Plugin {
  return {
    name: 'lazy-imports',
    setup(build) {
      // Outside of esbuild's own namespace, or package.json's "type" would make an ES module of what is none.
      build.onResolve({ filter: /\.ts$/ }, ({ path, resolveDir }) => {
        const file = resolve(resolveDir, path);
        return lazyRooms.test(relative(root, file).replaceAll('\\', '/'))
          ? { path: file, namespace: 'lazy' }
          : undefined;
      });
      build.onLoad({ filter: /\.ts$/, namespace: 'lazy' }, async ({ path }) => {
        const { code } = await transform(await readFile(path, 'utf8'), {
          loader: 'ts',
          format: 'cjs',
          platform: 'node',
          target: 'node22.20',
          define: { 'import.meta.url': '__moduleUrl' },
        });
        return { contents: lazyRequires(code, path), loader: 'js', resolveDir: dirname(path) };
      });
    },
  };
}

/** In esbuild's CommonJS form of a module: `var import_x = require("x")` becomes a function, its uses become calls. */
function lazyRequires(code: string, path: string): string {
  let text = code;
  for (const [line, name = '', required = ''] of code.matchAll(
    /^var (import_\w+) = ((?:__toESM\()?require\("[^"]+"\)\)?);$/gm,
  )) {
    const uses = text.replace(line, '');
    if (new RegExp(`\\b${name}\\b(?!\\.)`).test(uses))
      throw new Error(`${path}: ${name} is used in a form that this plugin does not know`);
    text = `var ${name}$module;\nfunction ${name}() {\n  return ${name}$module ??= ${required};\n}\n${uses.replaceAll(
      new RegExp(`\\b${name}\\.`, 'g'),
      // In parentheses: `new (import_x()).Thing()`.
      `(${name}()).`,
    )}`;
  }
  return text;
}
