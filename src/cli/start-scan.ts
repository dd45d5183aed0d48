import { scanFlags } from './flags.ts';
import { runProgram } from './program.ts';
import { quickArguments } from './quick-arguments.ts';
import { runScan } from './scan.ts';

/** Starts `unleak scan` where its arguments (those after `scan`) are in their plainest spelling; says whether it did. */
export function startScan(argv: readonly string[]): boolean {
  const args = quickArguments(argv, 'paths', scanFlags, process.env);
  if (args === undefined) return false;
  void runProgram((signal) => runScan(args, signal));
  return true;
}
