// Bytes a second of the engine's first step over source text, all detectors, one thread, against
// `LC_ALL=C grep -c -F -f` with the same keywords in the same run; medians, of processor time: others may use the machine.
// node bench/engine.ts [--runs=5] [FOLDER..]        Without folders: the sources and documents in node_modules. Needs bash
// for its `time`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { detectors } from '../detectors/index.ts';
import { createEngine } from '../src/engine/index.ts';

/** Text to read, at most, in bytes; a single file no larger than the second. */
const most = 32 * 1024 * 1024;
const largest = 300_000;
const sources =
  /\.(?:[cm]?[jt]sx?|json|md|py|rb|go|rs|java|kt|php|c|h|cc|cpp|cs|sh|ya?ml|toml|xml|html|css|tf|sql)$/;

function collect(folders: readonly string[]): Buffer[] {
  const files: Buffer[] = [];
  let total = 0;
  const walk = (folder: string): void => {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (total >= most) return;
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== '.git') walk(path);
      if (!entry.isFile() || !sources.test(entry.name)) continue;
      const bytes = readFileSync(path);
      if (bytes.length > largest) continue;
      files.push(bytes);
      total += bytes.length;
    }
  };
  for (const folder of folders) walk(folder);
  return files;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Processor time in seconds. */
function seconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const options = process.argv.slice(2);
const runs = Number(options.find((one) => one.startsWith('--runs='))?.slice(7) ?? 5);
const given = options.filter((one) => !one.startsWith('--'));
const files = collect(
  given.length > 0 ? given : [fileURLToPath(new URL('../node_modules', import.meta.url))],
);
const text = Buffer.concat(files.flatMap((bytes) => [bytes, Buffer.from('\n')]));
const keywords = [...new Set(detectors.flatMap((detector) => detector.keywords))];
const folder = mkdtempSync(join(tmpdir(), 'unleak-bench-'));
try {
  writeFileSync(join(folder, 'text'), text);
  writeFileSync(join(folder, 'keywords'), `${keywords.join('\n')}\n`);
  const grep = (): number => {
    const { error, stderr } = spawnSync(
      'bash',
      ['-c', `TIMEFORMAT='cost %3U %3S'; time grep -c -F -f keywords text`],
      { cwd: folder, env: { ...process.env, LC_ALL: 'C' }, encoding: 'utf8' },
    );
    const found = /^cost ([\d.]+) ([\d.]+)$/m.exec(stderr);
    if (error !== undefined || found === null) throw error ?? new Error(stderr);
    return Number(found[1]) + Number(found[2]);
  };
  const engine = createEngine(detectors);
  const times = { grep: [] as number[], whole: [] as number[], files: [] as number[] };
  // The first run compiles the patterns that these files need.
  for (const bytes of files) engine.find(bytes);
  for (let run = 0; run < runs; run++) {
    times.grep.push(grep());
    times.whole.push(seconds(() => void engine.find(text)));
    times.files.push(
      seconds(() => {
        for (const bytes of files) engine.find(bytes);
      }),
    );
  }
  const rate = (values: readonly number[]): string =>
    `${(text.length / 1e6 / median(values)).toFixed(0)} MB/s`;
  const ratio = (values: readonly number[]): string => (median(times.grep) / median(values)).toFixed(2);
  console.log(
    `${(text.length / 1e6).toFixed(1)} MB in ${files.length} files, ${detectors.length} detectors, ${keywords.length} keywords, medians of ${runs}`,
  );
  console.log(`grep -c -F -f keywords   ${rate(times.grep)}`);
  console.log(`engine, one buffer       ${rate(times.whole)}   ${ratio(times.whole)} times grep`);
  console.log(`engine, file by file     ${rate(times.files)}   ${ratio(times.files)} times grep`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
