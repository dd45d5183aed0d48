import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';

/** The real programs that tests run; `tests/services/install` puts each under `bin/` of the cache folder. */
export type PartName =
  | 'sops'
  | 'age'
  | 'age-keygen'
  | 'moto_server'
  | 'kubectl'
  | 'helm'
  | 'etcd'
  | 'kube-apiserver'
  | 'external-secrets';

/** Where the parts are: outside the repository, and never committed. */
export function partsFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'];
  return join(cache === undefined || cache === '' ? join(homedir(), '.cache') : cache, 'unleak-test-parts');
}

/** The path of a part's program; undefined when it is not installed. */
export function part(name: PartName): string | undefined {
  for (const path of [join(partsFolder(), 'bin', name), join('/usr/bin', name)]) {
    if (existsSync(path)) return path;
  }
  return undefined;
}

/** Skips a test with the reason when a part is missing; with `CI=true` that is a failure. */
export function need(t: ExecutionContext, name: PartName): string | undefined {
  const path = part(name);
  if (path !== undefined) return path;
  const why = `${name} is not installed: run tests/services/install`;
  if (process.env['CI'] === 'true') t.fail(why);
  else {
    t.log(`skipped: ${why}`);
    t.pass();
  }
  return undefined;
}
