import { timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { reveal, type Secret } from '../src/engine/index.ts';
import { StoreError } from '../src/migration/store.ts';

/** How calls to a store are limited and repeated. */
export interface CallLimits {
  /** Milliseconds for one attempt. Default 15,000. */
  readonly timeout?: number;
  /** Attempts in all. Default 6. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt, doubled each time up to 20 s, each a random part of it. Default 200. */
  readonly backoff?: number;
}

/** What an error of an SDK means. Nothing of its text is kept. */
export interface Failure {
  readonly error: StoreError;
  /** Is the same call worth another attempt? */
  readonly again: boolean;
}

/**
 * Makes a call, each attempt limited in time, and again with random pauses while the failure is one that passes.
 * Only for calls that may be repeated: those that a token makes safe, and those that read.
 * @param writes - after a failure the call may have arrived nevertheless: the error says `uncertain`
 */
export async function call<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  classify: (error: unknown) => Failure,
  options: {
    readonly signal: AbortSignal;
    readonly limits: CallLimits | undefined;
    readonly writes: boolean;
  },
): Promise<T> {
  const { timeout = 15_000, attempts = 6 } = options.limits ?? {};
  let uncertain = false;
  for (let n = 1; ; n++) {
    if (options.signal.aborted) throw cancelled(uncertain);
    // Not AbortSignal.timeout: it would hold every call for the whole time, and make an error for each that was answered.
    const ended = new AbortController();
    const end = (): void => ended.abort();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      end();
    }, timeout);
    options.signal.addEventListener('abort', end, { once: true });
    try {
      return await attempt(ended.signal);
    } catch (error) {
      if (options.signal.aborted) throw cancelled(options.writes);
      const failure =
        error instanceof StoreError
          ? { error, again: false }
          : late
            ? {
                error: new StoreError('unavailable', `the store did not answer in ${timeout} ms`),
                again: true,
              }
            : classify(error);
      // A refusal was not carried out; silence may have been.
      uncertain ||= options.writes && failure.error.code === 'unavailable';
      if (!failure.again || n >= attempts) throw withDoubt(failure.error, uncertain);
      await pause(n, options.limits, options.signal);
    } finally {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', end);
    }
  }
}

/** Waits after the `n`-th attempt. Jitter spreads callers that were throttled together. */
export async function pause(n: number, limits: CallLimits | undefined, signal: AbortSignal): Promise<void> {
  const most = Math.min(20_000, (limits?.backoff ?? 200) * 2 ** (n - 1));
  await sleep(Math.random() * most, undefined, { signal }).catch(() => undefined);
}

function cancelled(uncertain: boolean): StoreError {
  return new StoreError('cancelled', 'the call was cancelled', { uncertain });
}

function withDoubt(error: StoreError, uncertain: boolean): StoreError {
  if (!uncertain || error.uncertain) return error;
  return new StoreError(error.code, error.message, {
    uncertain,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}

/** The value as text, when its bytes are UTF-8 and come back the same; else undefined. */
export function asText(value: Secret): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(reveal(value));
  } catch {
    return undefined;
  }
}

/** Are two values the same bytes? In constant time for equal lengths. */
export function sameSecret(a: Secret, b: Secret): boolean {
  const [left, right] = [reveal(a), reveal(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** What all names begin with, as far as the last separator in it; empty when that says too little. */
export function commonPrefix(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let length = first.length;
  for (const name of others) while (!name.startsWith(first.slice(0, length))) length--;
  const prefix = first.slice(0, length).replace(/[^/_.-]*$/, '');
  return prefix.length < 4 ? '' : prefix;
}

/** The names of an error, without its text: `name` and `code` are words of the SDK's own. */
export function errorWords(error: unknown): {
  name: string;
  code: string | number;
  status: number | undefined;
} {
  const found = (typeof error === 'object' && error !== null ? error : {}) as {
    name?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: unknown };
  };
  const status = found.$metadata?.httpStatusCode;
  const { code } = found;
  return {
    name: typeof found.name === 'string' && /^\w{1,60}$/.test(found.name) ? found.name : 'Error',
    code: typeof code === 'number' || (typeof code === 'string' && /^\w{1,40}$/.test(code)) ? code : '',
    status: typeof status === 'number' ? status : undefined,
  };
}
