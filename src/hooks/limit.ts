import { HookError } from './types.ts';

/** Seconds that a hook may take unless `unleak.hookTimeout` says otherwise. */
const usual = 600;

/** The time that a hook may take. When it is up everything that the hook started is stopped, and so is git. */
export class Limit {
  readonly signal: AbortSignal;
  /** Fails when the time is up or the hook was interrupted, so that nobody waits for what does not look at the signal. */
  readonly reached: Promise<never>;
  readonly #up = new AbortController();
  readonly #started = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(outer: AbortSignal) {
    this.signal = AbortSignal.any([outer, this.#up.signal]);
    this.reached = new Promise((_, reject) => {
      this.signal.addEventListener('abort', () => reject(this.signal.reason as Error));
    });
    this.reached.catch(() => {});
    this.set(usual);
  }

  /** @param seconds - from the start of the hook on */
  readonly set = (seconds: number): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () =>
        this.#up.abort(
          new HookError(
            `it took longer than ${seconds} s`,
            'git config unleak.hookTimeout SECONDS gives it more time',
          ),
        ),
      Math.max(0, seconds * 1000 - (performance.now() - this.#started)),
    );
  };

  end(): void {
    clearTimeout(this.#timer);
  }
}
