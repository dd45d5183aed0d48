import { realpathSync } from 'node:fs';
import { crcBase62, Random } from '../../detectors/helpers.ts';
import { examineHook, installHooks, uninstallHooks } from '../hooks/index.ts';
import type { HookType, InstallResult } from '../hooks/index.ts';
import { printable } from '../report/index.ts';
import type { Arguments } from './flags.ts';
import { hookType } from './hook-run.ts';

const told: Readonly<Record<InstallResult['what'], string>> = {
  installed: 'installed',
  renewed: 'was installed, and is renewed',
  chained: 'installed; what was there runs before it',
  removed: 'removed',
  restored: 'removed; what was there before is back',
  absent: 'not there',
  foreign: 'is not ours, and is left alone',
};

/** `unleak hook install`: a hook that calls this very program. */
export async function installHook(args: Arguments): Promise<number> {
  const results = await installHooks({
    cwd: process.cwd(),
    types: types(args),
    global: args.on('global'),
    program: { node: process.execPath, entry: realpathSync(process.argv[1] ?? '') },
    env: process.env,
  });
  tell(results);
  return 0;
}

/** `unleak hook uninstall`. Exit code 1 when a hook that is not ours stands there. */
export async function uninstallHook(args: Arguments): Promise<number> {
  const results = await uninstallHooks({
    cwd: process.cwd(),
    types: types(args),
    global: args.on('global'),
    env: process.env,
  });
  tell(results);
  return results.some(({ what }) => what === 'foreign') ? 1 : 0;
}

/** `unleak hook doctor`: exit code 1 when the hook is not live. */
export async function hookDoctor(args: Arguments): Promise<number> {
  const body = new Random(String(Date.now())).base62(30);
  const canary = `token = ghp_${body}${crcBase62(body)}\n`;
  let live = true;
  for (const type of types(args))
    for (const check of await examineHook(process.cwd(), type, canary)) {
      process.stderr.write(`${check.ok ? 'ok   ' : 'wrong'} ${printable(check.what)}\n`);
      if (check.ok) continue;
      live = false;
      if (check.hint !== undefined) process.stderr.write(`unleak: hint: ${printable(check.hint)}\n`);
    }
  return live ? 0 : 1;
}

function types(args: Arguments): HookType[] {
  const asked = args.list('type');
  return asked.length === 0 ? ['pre-push'] : asked.map(hookType);
}

function tell(results: readonly InstallResult[]): void {
  for (const { path, what } of results) process.stderr.write(`unleak: ${printable(path)}: ${told[what]}\n`);
}
