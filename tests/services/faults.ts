/** Faults that a test's server plays, in order, on the calls they fit. */
export type FaultKind =
  /** Too many requests; nothing is done. */
  | 'throttle'
  /** The server fails before, or after, it did the work. */
  | 'fail-before'
  | 'fail-after'
  /** The connection ends without an answer, before or after the work. */
  | 'cut-before'
  | 'cut-after'
  /** The work is done, and the answer never comes. */
  | 'silence-after'
  /** The work is done, and the answer is no answer of that service. */
  | 'garbage-after'
  /** The credentials are not accepted any more. */
  | 'unauthorized';

export interface Fault {
  readonly action: string;
  readonly kind: FaultKind;
  /** How many calls it hits. Default 1. */
  times?: number;
}

/** The faults still to be played. */
export class Faults {
  readonly #queue: Fault[] = [];

  add(...faults: Fault[]): void {
    this.#queue.push(...faults);
  }

  clear(): void {
    this.#queue.length = 0;
  }

  get left(): number {
    return this.#queue.length;
  }

  /** The fault for a call, which is used up by it. */
  take(action: string): FaultKind | undefined {
    const index = this.#queue.findIndex((fault) => fault.action === action || fault.action === '*');
    const fault = this.#queue[index];
    if (fault === undefined) return undefined;
    fault.times = (fault.times ?? 1) - 1;
    if (fault.times <= 0) this.#queue.splice(index, 1);
    return fault.kind;
  }
}
