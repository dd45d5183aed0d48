import type { Engine } from '../engine/index.ts';
import { promising } from './promising.ts';

/** Messages are looked at together up to this size: looking at each would cost more than what it holds. */
const room = 64 * 1024;
/** A larger one is looked at by itself. */
const largest = 4 * 1024;
/** What stands in a message means nothing in the next: no name reaches its value over so many lines. */
const gap = '\n'.repeat(6);

/** Finds the messages of commits and tags that are worth judging. */
export class MessageBatch {
  readonly #engine: Engine;
  readonly #text = Buffer.allocUnsafeSlow(room);
  #length = 0;
  /** Of each message in the text: the object's number, and where it ends. */
  #numbers: number[] = [];
  #ends: number[] = [];
  readonly #found: number[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#clear();
  }

  add(number: number, object: Buffer): void {
    const head = object.indexOf('\n\n');
    if (head === -1) return;
    const message = object.subarray(head + 2);
    // What has zeros may be UTF-16.
    if (message.length > largest || message.includes(0)) {
      if (promising(this.#engine.find(message)).length > 0) this.#found.push(number);
      return;
    }
    if (this.#length + message.length + gap.length > room) this.#look();
    message.copy(this.#text, this.#length);
    this.#length += message.length;
    this.#numbers.push(number);
    this.#ends.push(this.#length);
    this.#length += this.#text.write(gap, this.#length);
  }

  /** Numbers of the objects whose message has candidates. */
  finish(): number[] {
    this.#look();
    return this.#found;
  }

  #look(): void {
    const candidates = promising(this.#engine.find(this.#text.subarray(0, this.#length)));
    let start = 0;
    for (const [i, end] of this.#ends.entries()) {
      if (candidates.some((one) => one.start < end && one.end > start))
        this.#found.push(this.#numbers[i] ?? -1);
      start = end;
    }
    this.#clear();
  }

  #clear(): void {
    this.#numbers = [];
    this.#ends = [];
    // No message's first bytes are the text's: they could look like a byte order mark.
    this.#length = this.#text.write(gap);
  }
}
