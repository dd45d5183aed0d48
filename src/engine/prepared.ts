/**
 * The file of an automaton of so many keywords that was made in advance. The bundle has that of the built-in detectors,
 * which is read faster than it is built; in the sources there is none.
 */
export function prepared(_keywords: number): Uint8Array | undefined {
  return undefined;
}
