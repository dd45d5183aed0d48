import { reveal } from '../engine/index.ts';
import type { Secret } from '../engine/index.ts';
import type { RE2JS } from 're2js';
import type { State } from './state.ts';

/**
 * The 64-bit tag of a value under the key, for what is committed: without the key no guess can be tested against it.
 * The detector is part of it, so that equal values of different kinds do not show as equal.
 */
export function valueTag(state: State, detector: string, secret: Secret): string {
  return state.tag64(`baseline ${detector}`, reveal(secret));
}

/** Names the key without telling it: whether a baseline was made with this one. */
export function keyId(state: State): string {
  return state.tag64('key id', new Uint8Array());
}

/** Is the value one that a configuration's pattern allows? Matched in linear time. */
export function valueMatches(pattern: RE2JS, secret: Secret): boolean {
  return pattern.matcher(new TextDecoder().decode(reveal(secret))).find();
}
