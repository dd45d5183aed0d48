import { runHookCommand } from './hook-run.ts';
import { runProgram } from './program.ts';

/** Starts `unleak hook run`, given what stands behind it, unless that is a flag; says whether it did. */
export function startHook(argv: readonly string[]): boolean {
  if (argv[0]?.startsWith('-') !== false) return false;
  void runProgram((signal) => runHookCommand(argv, signal), false);
  return true;
}
