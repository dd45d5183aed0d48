import type { ScanContext } from './context.ts';
import { judgeFile } from './judge.ts';

/** Scans the message of a commit or tag object: what follows its first empty line. Lines count from the message's first.
 * Gives whether something was found. */
export function scanMessage(
  context: ScanContext,
  object: Uint8Array,
  origin: { kind: 'commit-message' | 'tag-message'; commit?: string; tag?: string },
): boolean {
  const bytes = Buffer.from(object.buffer, object.byteOffset, object.byteLength);
  const at = bytes.indexOf('\n\n');
  if (at === -1) return false;
  const message = bytes.subarray(at + 2);
  const candidates = context.engine.find(message);
  if (candidates.length === 0) return false;
  const matches = judgeFile(context.engine, message, candidates, undefined);
  for (const match of matches) context.collector.add(match, origin);
  return matches.length > 0;
}
