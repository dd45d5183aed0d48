/**
 * Edits values of every document below folders to another value and back, one at a time, and compares all bytes:
 * `node bench/round-trip.ts [--most N] FOLDER…` (N values of a file, evenly spread; 40 if not given; 0: all). Ends
 * with 1 when bytes differ, or when 2 % of the scalars of plain YAML are refused.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { looksLikeDocument, readDocument } from '../src/manifests/index.ts';
import { roundTrip } from '../tests/manifests/round-trip.ts';

const { values: options, positionals } = parseArgs({
  options: { most: { type: 'string', default: '40' }, verbose: { type: 'boolean' } },
  allowPositionals: true,
});
const most = Number(options.most) === 0 ? Infinity : Number(options.most);

interface Row {
  files: number;
  values: number;
  tried: number;
  edits: number;
  alike: number;
  alone: number;
  wrong: number;
  refused: Map<string, number>;
}

let failed = false;
for (const folder of positionals) {
  const rows = new Map<string, Row>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    const bytes = readFileSync(join(folder, path));
    if (!looksLikeDocument(path, bytes) && readDocument(path, bytes) === undefined) continue;
    const trip = roundTrip(path, bytes, most);
    if (trip === undefined) continue;
    const row = rows.get(trip.kind) ?? {
      files: 0,
      values: 0,
      tried: 0,
      edits: 0,
      alike: 0,
      alone: 0,
      wrong: 0,
      refused: new Map(),
    };
    rows.set(trip.kind, row);
    row.files += 1;
    for (const key of ['values', 'tried', 'edits', 'alike', 'alone'] as const) row[key] += trip[key];
    row.wrong += trip.wrong.length;
    for (const code of trip.refused) row.refused.set(code, (row.refused.get(code) ?? 0) + 1);
    if (options.verbose === true) {
      for (const address of trip.wrong) console.log(`  wrong: ${path} ${address}`);
      if (trip.refused.length > 0) console.log(`  refused: ${path} ${[...new Set(trip.refused)].join(', ')}`);
    }
  }
  console.log(folder);
  for (const [kind, row] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const reasons = [...row.refused].map(([code, count]) => `${code} ${count}`).join(', ');
    console.log(
      `  ${kind}: ${row.files} files, ${row.values} values, ${row.tried} edits tried, ${row.edits} made, ${row.wrong} not back, ${row.alone} of ${row.alike} back by the value alone; refused: ${reasons === '' ? 'none' : reasons}`,
    );
    const plain = kind !== 'helm-template' && row.files > 0;
    const own = [...row.refused]
      .filter(([code]) => !/^(?:alias|template)/.test(code))
      .reduce((sum, [, count]) => sum + count, 0);
    if (row.wrong > 0 || (plain && isYaml(kind) && own / Math.max(1, row.tried) >= 0.02)) failed = true;
  }
}

function isYaml(kind: string): boolean {
  return !/^(?:dockerfile|dotenv|properties|ini|toml|xml|terraform|other|json)$/.test(kind);
}
process.exitCode = failed ? 1 : 0;
