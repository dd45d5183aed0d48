import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { openRepository } from '../git/index.ts';
import type { Repository } from '../git/index.ts';
import { Masker, scan, scanObjects } from '../scan/index.ts';
import type { ScanResult, ScanSettings } from '../scan/index.ts';
import { stateOf, withoutAllowed } from './allow.ts';
import { findingsMessage, incompleteMessage, warningMessage } from './message.ts';
import { selectPushed, selectReceived } from './selection.ts';
import type { Selection } from './selection.ts';
import { HookError } from './types.ts';
import type { HookCall, Verdict } from './types.ts';
import type { RefUpdate } from './updates.ts';

/**
 * Scans what git is about to do, and decides. A finding that is merely possible warns; any other one stops.
 * @param updates - the refs that a push changes; undefined in the hooks of a commit
 */
export async function judge(call: HookCall, updates: readonly RefUpdate[] | undefined): Promise<Verdict> {
  const repository = await openRepository(call.cwd, { inherit: true });
  const engine = await call.engine();
  const state = await stateOf(repository.root ?? repository.gitDir, call.env);
  const settings: ScanSettings = {
    engine,
    version: call.version,
    now: call.now,
    signal: call.signal,
    ...(state === undefined ? {} : { key: state.key }),
  };
  const result =
    updates === undefined
      ? await scanLocal(call, settings, repository)
      : await scanPush(call, settings, repository, updates);
  const server = call.type === 'pre-receive' || call.type === 'update';
  const open = result.findings.filter(({ status }) => status === 'open' || status === 'migrated-rotate');
  const left = server ? open : await withoutAllowed(open, call, engine, state);
  const stopping = left.filter(({ confidence }) => confidence !== 'possible');
  if (stopping.length > 0)
    return { allowed: false, message: findingsMessage(stopping, { type: call.type, head: repository.head }) };
  if (result.coverage.state === 'incomplete')
    return { allowed: false, message: incompleteMessage(result.coverage, call.type) };
  return { allowed: true, message: left.length === 0 ? '' : warningMessage(left, call.type) };
}

async function scanPush(
  call: HookCall,
  settings: ScanSettings,
  repository: Repository,
  updates: readonly RefUpdate[],
): Promise<ScanResult> {
  const mask = new Masker(settings.engine);
  if (updates.some(({ ref, wanted }) => wanted !== undefined && mask.mask(ref) !== ref))
    throw new HookError('the name of a branch or tag holds a secret', 'rename it: git branch -m');
  const [name = '', url = ''] = call.args;
  const selection: Selection =
    call.type === 'pre-push'
      ? await selectPushed(repository, updates, { cwd: call.cwd, name, url }, call.signal)
      : await selectReceived(repository, updates, call.signal);
  return scanObjects(settings, repository, selection.objects, selection.range);
}

async function scanLocal(
  call: HookCall,
  settings: ScanSettings,
  repository: Repository,
): Promise<ScanResult> {
  if (call.type === 'pre-commit')
    return scan({
      ...settings,
      paths: [repository.root ?? call.cwd],
      cwd: call.cwd,
      staged: true,
      inherit: true,
    });
  const [file] = call.args;
  if (file === undefined)
    throw new HookError('git gave no message file', 'the hook commit-msg is called by git');
  const message = await readFile(resolve(call.cwd, file));
  // What `git commit -v` shows below this line is not part of the message.
  const cut = message.indexOf('# ------------------------ >8 ------------------------');
  const text = cut === -1 ? message : message.subarray(0, cut);
  return scan({ ...settings, paths: ['-'], cwd: call.cwd, stdin: Readable.from([text]) });
}
