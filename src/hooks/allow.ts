import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { State } from '../config/index.ts';
import { Masker } from '../scan/index.ts';
import type { Finding } from '../scan/index.ts';
import type { Engine } from '../engine/index.ts';
import { HookError } from './types.ts';
import type { HookCall } from './types.ts';

/**
 * Takes away the findings that `UNLEAK_ALLOW` names, once, and writes who let what through into the local audit file.
 * @throws {HookError} without a reason, or when the audit file cannot be written
 */
export async function withoutAllowed<F extends Finding>(
  findings: readonly F[],
  call: HookCall,
  engine: Engine,
  state: State | undefined,
): Promise<readonly F[]> {
  const ids = new Set((call.env['UNLEAK_ALLOW'] ?? '').split(/[\s,]+/).filter((id) => id !== ''));
  const allowed = findings.filter((finding) => ids.has(finding.id));
  if (allowed.length === 0) return findings;
  const reason = (call.env['UNLEAK_REASON'] ?? '').trim();
  if (reason === '') throw new HookError('UNLEAK_ALLOW needs UNLEAK_REASON', 'say in a few words why');
  if (state === undefined)
    throw new HookError('the audit file cannot be written, so nothing is let through', 'see "unleak key"');
  const mask = new Masker(engine);
  const lines = allowed.map((finding) => `${JSON.stringify({
    time: new Date(call.now * 1000).toISOString(),
    hook: call.type,
    finding: finding.id,
    detector: finding.detector,
    path: finding.places[0]?.path,
    reason: mask.mask(reason.slice(0, 500)),
  })}\n`); // prettier-ignore
  await appendFile(join(state.dir, 'audit.jsonl'), lines.join(''), { mode: 0o600 }).catch(() => {
    throw new HookError('the audit file cannot be written, so nothing is let through');
  });
  return findings.filter((finding) => !ids.has(finding.id));
}
