import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Plugin } from 'esbuild';
import { detectors } from '../../detectors/index.ts';
import { packAutomaton } from '../../src/engine/automaton.ts';
import { searchedFor } from '../../src/engine/scanner.ts';

const file = 'automaton.bin';

/** In place of `src/engine/prepared.ts`: the automaton of the built-in detectors, from a file beside the bundle. */
export function preparedAutomaton(root: string, outdir: string): Plugin {
  return {
    name: 'prepared-automaton',
    setup(build) {
      build.onLoad({ filter: /[\\/]prepared\.ts$/ }, ({ path }) => {
        if (relative(root, path).replaceAll('\\', '/') !== 'src/engine/prepared.ts') return undefined;
        const [words, distinct] = searchedFor([
          ...new Set(detectors.flatMap((detector) => detector.keywords)),
        ]);
        writeFileSync(join(outdir, file), packAutomaton(words, distinct));
        return { loader: 'js', resolveDir: root, contents: readFrom(words.length) };
      });
    },
  };
}

function readFrom(words: number): string {
  return `
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
let bytes;
export function prepared(keywords) {
  if (keywords !== ${words}) return undefined;
  try {
    return (bytes ??= readFileSync(join(__dirname, ${JSON.stringify(file)})));
  } catch {
    return undefined;
  }
}
`;
}
