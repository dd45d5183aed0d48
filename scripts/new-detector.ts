// npm run new:detector NAME: a detector file with its test rows, and its line in the index.
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';

const name = process.argv[2] ?? '';
if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) {
  console.error('usage: npm run new:detector NAME   (kebab-case, the vendor: acme-pay)');
  process.exit(2);
}

const title = name.replace(/(?:^|-)([a-z])/g, (_, c: string) => ` ${c.toUpperCase()}`).trim();
const prefix = name.replaceAll('-', '').slice(0, 6);
const text = `import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

export default [
  token({
    id: '${name}-api-key',
    title: '${title} API key',
    vendor: '${name}',
    severity: 'high',
    // What a token looks like, from the vendor's own documentation. Hits and misses are made from it; add your own
    // with \`hits\` and \`misses\`, and an offline \`check\` where the format has a checksum.
    shape: seq('${prefix}_', base62(32)),
    documentation: 'https://example.com/docs/authentication',
    revoke: 'https://example.com/settings/keys',
  }),
] satisfies Detector[];
`;

const path = new URL(`../detectors/${name}.ts`, import.meta.url);
await writeFile(path, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
  console.error(error.code === 'EEXIST' ? `detectors/${name}.ts is there already` : String(error.code));
  process.exit(2);
});
const run = spawnSync(process.execPath, [new URL('generate.ts', import.meta.url).pathname], {
  stdio: 'inherit',
});
console.log(`detectors/${name}.ts: fill in the shape, then: npx ava tests/detectors/all.test.ts`);
process.exitCode = run.status ?? 1;
