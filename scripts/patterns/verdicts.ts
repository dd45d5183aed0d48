import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Detector } from '../../src/engine/types.ts';

/** What recheck says of the time that a pattern takes: `safe`, `polynomial 2`, `exponential`, `unknown`. */
export type Verdict = 'safe' | 'exponential' | 'unknown' | `polynomial ${number}`;

/** Verdicts by the key of a pattern's text. */
export type Verdicts = Record<string, Verdict>;

export const verdictsFile = new URL('verdicts.json', import.meta.url);

export function readVerdicts(): Verdicts {
  return JSON.parse(readFileSync(verdictsFile, 'utf8')) as Verdicts;
}

/** The key of a pattern's text: another text, another key. */
export function patternKey({ pattern }: Detector): string {
  return createHash('sha256').update(`${pattern.flags}/${pattern.source}`).digest('hex').slice(0, 24);
}
