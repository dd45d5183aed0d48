import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { markOf } from '../../src/engine/engine.ts';
import type { Detector } from '../../src/engine/types.ts';
import { detectorFiles } from './detector-files.ts';
import { detectorRow } from './lazy-detector.ts';

/**
 * In place of `detectors/index.ts`: the same detectors, whose patterns, checks and examples are made when a keyword of
 * theirs was seen. Their plain data stands in a table. Making all of them would cost a start more than all else.
 */
export function lazyDetectors(root: string): Plugin {
  return {
    name: 'lazy-detectors',
    setup(build) {
      build.onLoad({ filter: /[\\/]index\.ts$/ }, async ({ path }) => {
        if (relative(root, path).replaceAll('\\', '/') !== 'detectors/index.ts') return undefined;
        const files = await detectorFiles();
        const table = await Promise.all(
          files.map(async (file) => {
            const module = (await import(pathToFileURL(join(root, 'detectors', file)).href)) as {
              default: readonly Detector[];
            };
            return module.default.map((detector) => detectorRow(detector, markOf(detector)));
          }),
        );
        const loaders = files.map((file) => `() => require(${JSON.stringify(`./${file}`)}).default`);
        return {
          loader: 'js',
          contents: [
            `import { lazyDetector } from ${JSON.stringify(join(import.meta.dirname, 'lazy-detector.ts'))};`,
            `const loaders = [${loaders.join(', ')}];`,
            `const table = JSON.parse(${JSON.stringify(JSON.stringify(table))});`,
            'export const detectors = table.flatMap((rows, file) =>',
            '  rows.map((row, index) => lazyDetector(row, () => loaders[file]()[index])));',
          ].join('\n'),
        };
      });
    },
  };
}
