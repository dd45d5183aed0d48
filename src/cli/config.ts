import { readFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { configJsonSchema, importGitleaksConfig, importIgnores, loadConfig } from '../config/index.ts';
import { printable, reportSchema } from '../report/index.ts';
import { builtIn, placeOf } from './detection.ts';
import { UsageError } from './errors.ts';
import type { Arguments } from './flags.ts';

/** `unleak config check`: reads the configuration, tries the examples, and says what is there. */
export async function checkConfig(args: Arguments): Promise<number> {
  const { root } = await placeOf([]);
  const config = await loadConfig(root, args.text('config'));
  if (config.files.length === 0) {
    process.stderr.write('no configuration: unleak.yaml, .toml or .json at the top of the repository\n');
    return 0;
  }
  for (const detector of config.detectors) {
    const { hits, misses } = detector.examples();
    process.stderr.write(
      hits.length === 0
        ? `detector ${detector.id}: no examples, so nothing shows that it works\n`
        : `detector ${detector.id}: ${hits.length + misses.length} examples as they must be\n`,
    );
  }
  process.stderr.write(
    `${printable(config.files.join(', '))}: ${config.detectors.length} detectors, ${config.overrides.length} overrides, ${config.allow.length} allow rules, ${config.thresholds.length} thresholds\n`,
  );
  return 0;
}

/** `unleak config show`: what holds after merging, and which file it came from. */
export async function showConfig(args: Arguments): Promise<number> {
  const { root } = await placeOf([]);
  const { files, detectors, overrides, ignorePaths, allow, thresholds, accept, inline, store } =
    await loadConfig(root, args.text('config'));
  const shown = {
    detectors: detectors.map(({ id, title, vendor, severity, keywords, pattern }) => ({
      id,
      title,
      vendor,
      severity,
      keywords,
      pattern: String(pattern),
    })),
    overrides,
    paths: { ignore: ignorePaths },
    allow,
    thresholds,
    accept,
    inline,
    store,
  };
  process.stdout.write(
    `# ${files.length === 0 ? 'no configuration file' : files.map(printable).join(', ')}\n`,
  );
  process.stdout.write(stringify(shown, { lineWidth: 0, aliasDuplicateObjects: false }));
  return 0;
}

/** `unleak config schema [report]`: for editors and for those who read reports. */
export function printSchema(args: Arguments): number {
  const what = args.text('what') ?? 'config';
  if (what !== 'config' && what !== 'report')
    throw new UsageError(`no schema is called ${what}`, 'config or report');
  process.stdout.write(
    `${JSON.stringify(what === 'report' ? reportSchema : configJsonSchema, undefined, 2)}\n`,
  );
  return 0;
}

/** `unleak config import FILE`: another scanner's configuration as ours, on standard output. */
export async function importConfig(args: Arguments): Promise<number> {
  const file = args.text('file') ?? '';
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot read ${file} (${error.code ?? 'failed'})`);
  });
  const imported = file.endsWith('.toml')
    ? importGitleaksConfig(file, text)
    : importIgnores(file, text, new Set(builtIn.map((detector) => detector.id)));
  if (imported === undefined)
    throw new UsageError(
      `${file} is no configuration that is known here`,
      'a .toml of gitleaks or betterleaks, .trivyignore, .trivyignore.yaml, .gitguardian.yaml, .secretlintignore; baselines and ignore lists: unleak import FILE --write-baseline',
    );
  const { yaml, notes } = imported;
  process.stdout.write(yaml);
  for (const note of notes) process.stderr.write(`unleak: note: ${printable(note)}\n`);
  return 0;
}
