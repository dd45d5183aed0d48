import type { Config } from '../config/index.ts';
import { readStoredFiles } from '../git/index.ts';
import type { GitPlace, StoredFile } from '../git/index.ts';
import { HookError } from './types.ts';

/** The rules in a tree that git stored: configuration, ignores and baseline of the commit that is judged, not of the folder. */
export interface Policy {
  /** Equal for trees with the same rules. */
  readonly key: string;
  /** The files of the rules, by name. */
  readonly files: ReadonlyMap<string, StoredFile>;
  /** Reads another file of the tree, for `extends`. */
  readonly read: (path: string) => Promise<string | undefined>;
}

const configNames = ['unleak.yaml', 'unleak.yml', 'unleak.toml', 'unleak.json'];
export const ignoreName = '.unleakignore';
export const baselineName = '.unleak-baseline.json';
const names = [...configNames, ignoreName, baselineName];
const maxRules = 64 << 20;

/** Nothing is accepted. */
export const noPolicy: Policy = { key: '', files: new Map(), read: () => Promise.resolve(undefined) };

/**
 * The rules in each of the trees.
 * @param trees - ids of commits, tags or trees; the empty text is the index
 */
export async function readPolicies(
  place: GitPlace,
  trees: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Policy>> {
  const specs = trees.flatMap((tree) => names.map((name) => `${tree}:${name}`));
  const stored = await readStoredFiles(place, specs, maxRules, signal);
  return new Map(
    trees.map((tree): [string, Policy] => {
      const files = new Map<string, StoredFile>();
      for (const name of names) {
        const file = stored.get(`${tree}:${name}`);
        if (file !== undefined) files.set(name, file);
      }
      // A configuration may go on in another file of its tree.
      // A backslash may spell that key otherwise.
      const goesOn = configNames.some((name) =>
        /extends|\\/.test(files.get(name)?.bytes.toString('latin1') ?? ''),
      );
      const key = [...files].map(([name, { oid }]) => `${name} ${oid}`).join('\n');
      return [
        tree,
        {
          key: goesOn ? `${key}\n${tree}` : key,
          files,
          async read(path) {
            const spec = `${tree}:${path}`;
            const file = (await readStoredFiles(place, [spec], maxRules, signal)).get(spec);
            return file?.bytes.toString('utf8');
          },
        },
      ];
    }),
  );
}

/** The policy's configuration; undefined when it has none. @throws {HookError} when it cannot be read */
export async function configOf(policy: Policy): Promise<Config | undefined> {
  const found = new Map<string, string>();
  for (const name of configNames) {
    const file = policy.files.get(name);
    if (file !== undefined) found.set(name, file.bytes.toString('utf8'));
  }
  if (found.size === 0) return undefined;
  const { ConfigError, loadStoredConfig } = await import('../config/index.ts');
  return loadStoredConfig(found, policy.read).catch((error: unknown) => {
    throw error instanceof ConfigError
      ? new HookError(error.message, error.hint ?? 'unleak config check')
      : error;
  });
}
