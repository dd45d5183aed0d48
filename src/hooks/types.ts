import type { Config } from '../config/index.ts';
import type { Engine } from '../engine/index.ts';
import type { Acceptance, ReaderChoice } from '../scan/index.ts';

/** The hooks that there are: on the developer's machine, and the last two on a server. */
export const hookTypes = ['pre-push', 'pre-commit', 'commit-msg', 'pre-receive', 'update'] as const;
export type HookType = (typeof hookTypes)[number];

/** What finds secrets, as a configuration wants it. */
export interface Detection {
  readonly engine: Engine;
  /** For a repository that is to be read whole. */
  readonly choice: ReaderChoice;
  /** What the configuration accepts as unreadable. */
  readonly accept: readonly Acceptance[];
}

/** What a hook that git called is handed. */
export interface HookRequest {
  readonly type: HookType;
  readonly args: readonly string[];
  readonly cwd: string;
  /** git's lines; read once. */
  readonly stdin: () => Promise<string>;
  readonly env: NodeJS.ProcessEnv;
  /** Made only when there is something to scan; loads what it needs before it answers. */
  readonly detection: () => Promise<(config: Config | undefined) => Promise<Detection>>;
  readonly version: string;
  /** Seconds since 1970. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** A hook at work: the signal tells also that its time is up. */
export interface HookCall extends HookRequest {
  /** Sets the time that the hook may take: seconds from its start. */
  readonly limit: (seconds: number) => void;
}

/** Whether git may go on, and what to tell the user. */
export interface Verdict {
  readonly allowed: boolean;
  /** Lines for stderr; nothing when there is nothing to say. */
  readonly message: string;
}

/** What the user has to know or to do; the text is ours and safe to print. */
export class HookError extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'HookError';
    this.hint = hint;
  }
}
