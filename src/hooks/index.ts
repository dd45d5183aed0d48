/** Hooks: installed, examined, run. What git is about to do is scanned before it does it. */
export { examineHook } from './doctor.ts';
export { installHooks, uninstallHooks } from './install.ts';
export type { InstallResult } from './install.ts';
export { runHook } from './run.ts';
export { scriptFlag, stoppedCode } from './script.ts';
export { hookTypes } from './types.ts';
export type { Detection, HookType } from './types.ts';
