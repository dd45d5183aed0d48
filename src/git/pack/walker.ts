import { Arena } from './arena.ts';
import type { Slot } from './arena.ts';
import { applyDelta, Delta, DeltaSizes } from './delta.ts';
import { createInflate } from './inflate.ts';
import { readLoose } from './open-store.ts';
import { defaultMaxBytes } from './plan.ts';
import { hasBit } from './bits.ts';
import { flagDuplicate, flagTooLarge } from './store.ts';
import type { ObjectStore } from './store.ts';
import { FileWindows } from './windows.ts';

/**
 * Takes an object. The bytes from `start` to `end` are its content, and good only during the call, like `delta`, which
 * is there when the object was made from one whose visit gave `base`. What is returned is handed to the objects made
 * from this one.
 */
export type Visit<T> = (
  number: number,
  bytes: Buffer,
  start: number,
  end: number,
  delta: Delta | undefined,
  base: T | undefined,
) => T;

/** Why an object was not visited. */
export type Skip = (number: number, reason: 'corrupt-object' | 'too-large') => void;

interface Frame<T> {
  number: number;
  /** Undefined when it had to make room; it is rebuilt when its next child's turn comes. */
  slot: Slot | undefined;
  size: number;
  nextChild: number;
  /** Undefined for a duplicate, which was not visited: what stands on it is given as if it were whole. */
  value: { readonly of: T } | undefined;
}

/** Bases in hand may take this much; beyond it the ones that were not used for longest are rebuilt later. */
const defaultBudget = 48 * 1024 * 1024;
/** So many bytes of bases are made again; beyond it somebody built a repository to keep us busy. */
const maxRebuilt = 64 * 2 ** 30;
/** The longest chain that is rebuilt; git itself stops at 4,095. */
const maxChain = 100_000;

/** Rebuilds objects of a store, one tree of deltas at a time. For one thread; {@link close} it. */
export class Walker {
  readonly store: ObjectStore;
  readonly #windows: FileWindows;
  readonly #inflate = createInflate();
  readonly #arena: Arena;
  readonly #delta = new Delta();
  readonly #sizes = new DeltaSizes();
  readonly #maxBytes: number;
  readonly #budget: number;
  /** Bytes made again for bases that had made room. */
  #rebuilt = 0;
  /** Size of what {@link #build} made last. */
  #size = 0;

  /** @param budget - bytes that bases in hand may take */
  constructor(store: ObjectStore, maxBytes = defaultMaxBytes, budget = defaultBudget) {
    this.store = store;
    this.#maxBytes = maxBytes;
    this.#budget = budget;
    let packed = 0;
    for (let i = 0; i < store.packs.length; i++)
      packed += store.offsets[(store.firsts[i + 1] ?? store.firstLoose) - 1] ?? 0;
    this.#windows = new FileWindows(store.packs, packed);
    this.#arena = new Arena(Math.min(48 * 2 ** 20, 2 ** 20 + packed * 8));
  }

  /**
   * Visits a whole object and, depth first, every delta that stands on it.
   * @param needed - a bit for each object number: what has none, and all that stands on it, is left out
   */
  walk<T>(root: number, visit: Visit<T>, skip: Skip, needed?: Uint8Array): void {
    const { store } = this;
    const { children, siblings, flags } = store;
    const neededFrom = (number: number): number => {
      let child = number;
      if (needed !== undefined) while (child !== -1 && !hasBit(needed, child)) child = siblings[child] ?? -1;
      return child;
    };
    const slot = this.#whole(root);
    if (slot === undefined) {
      this.#skipTree(root, skip);
      return;
    }
    const duplicate = (flags[root] ?? 0) & flagDuplicate;
    const size = this.#size;
    const value =
      duplicate === 0
        ? { of: visit(root, slot.bytes, slot.start, slot.start + size, undefined, undefined) }
        : undefined;
    const stack: Frame<T>[] = [];
    const first = neededFrom(children[root] ?? -1);
    if (first === -1) {
      this.#arena.give(slot);
      return;
    }
    stack.push({ number: root, slot, size, nextChild: first, value });
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const child = top.nextChild;
      if (child === -1) {
        if (top.slot !== undefined) this.#arena.give(top.slot);
        stack.pop();
        continue;
      }
      top.nextChild = neededFrom(siblings[child] ?? -1);
      if (top.slot === undefined) {
        if (this.#rebuilt < maxRebuilt) top.slot = this.rebuild(top.number);
        if (top.slot === undefined) {
          this.#skipTree(child, skip);
          continue;
        }
      }
      const made = this.#build(child, top.slot, top.size);
      if (made === undefined) {
        this.#skipTree(child, skip);
        continue;
      }
      const size = this.#size;
      const childValue =
        ((flags[child] ?? 0) & flagDuplicate) === 0
          ? {
              of: visit(
                child,
                made.bytes,
                made.start,
                made.start + size,
                top.value === undefined ? undefined : this.#delta,
                top.value?.of,
              ),
            }
          : undefined;
      if (top.nextChild === -1) {
        this.#arena.give(top.slot);
        stack.pop();
      }
      const below = neededFrom(children[child] ?? -1);
      if (below === -1) this.#arena.give(made);
      else {
        stack.push({ number: child, slot: made, size, nextChild: below, value: childValue });
        this.#makeRoom(stack);
      }
    }
  }

  /** Content of one object, wherever it lies; undefined if it cannot be read. The bytes are the caller's. */
  read(number: number): Buffer | undefined {
    const slot = this.rebuild(number);
    if (slot === undefined) return undefined;
    const bytes = Buffer.from(slot.bytes.subarray(slot.start, slot.start + this.#size));
    this.#arena.give(slot);
    return bytes;
  }

  /** An object from its chain's end on. */
  rebuild(number: number): Slot | undefined {
    const { bases } = this.store;
    const chain: number[] = [];
    let at = number;
    for (; (bases[at] ?? -1) !== -1; at = bases[at] ?? -1) {
      if (chain.length >= maxChain) return undefined;
      chain.push(at);
    }
    let slot = this.#whole(at);
    while (slot !== undefined && chain.length > 0) {
      this.#rebuilt += this.#size;
      const made = this.#build(chain.pop() ?? -1, slot, this.#size);
      this.#arena.give(slot);
      slot = made;
    }
    return slot;
  }

  /** Closes the files; what is read next opens them again. */
  close(): void {
    this.#windows.close();
  }

  /** Closes the files and gives all memory back: the walker is of no more use. */
  end(): void {
    this.#windows.end();
    this.#arena.end();
  }

  #makeRoom<T>(stack: readonly Frame<T>[]): void {
    for (let i = 0; this.#arena.inUse > this.#budget && i < stack.length - 1; i++) {
      const frame = stack[i];
      if (frame?.slot === undefined) continue;
      this.#arena.give(frame.slot);
      frame.slot = undefined;
    }
  }

  #skipTree(root: number, skip: Skip): void {
    const { children, siblings, flags } = this.store;
    const stack = [root];
    for (let number = stack.pop(); number !== undefined; number = stack.pop()) {
      const flag = flags[number] ?? 0;
      if ((flag & flagDuplicate) === 0)
        skip(number, (flag & flagTooLarge) === 0 ? 'corrupt-object' : 'too-large');
      for (let child = children[number] ?? -1; child !== -1; child = siblings[child] ?? -1) stack.push(child);
    }
  }

  /** An object that is no delta. */
  #whole(number: number): Slot | undefined {
    const { store } = this;
    if (((store.flags[number] ?? 0) & flagTooLarge) !== 0) return undefined;
    if (number >= store.firstLoose) return this.#loose(number);
    return this.#inflated(number);
  }

  #inflated(number: number): Slot | undefined {
    const { store } = this;
    const size = store.sizes[number] ?? 0;
    const header = store.headers[number] ?? 0;
    const offset = (store.offsets[number] ?? 0) + header;
    // Up to the next object; but an index may leave objects out, and no stream is longer than this.
    const length = Math.min((store.offsets[number + 1] ?? 0) - offset, size + (size >> 3) + 1024);
    if (length <= 0 || !plausible(size, length)) return undefined;
    const there = this.#windows.load(store.packOf[number] ?? 0, offset, length);
    const slot = this.#arena.take(size + 1);
    if (this.#inflate(this.#windows.bytes, this.#windows.at, there, slot.bytes, slot.start, size)) {
      this.#size = size;
      return slot;
    }
    this.#arena.give(slot);
    return undefined;
  }

  #loose(number: number): Slot | undefined {
    const { store } = this;
    const header = store.headers[number] ?? 0;
    const size = store.sizes[number] ?? 0;
    let file: Buffer;
    try {
      file = readLoose(store, number);
    } catch {
      return undefined;
    }
    if (header === 0 || !plausible(size, file.length)) return undefined;
    const slot = this.#arena.take(size + header + 1);
    if (this.#inflate(file, 0, file.length, slot.bytes, slot.start, size + header)) {
      slot.bytes.copyWithin(slot.start, slot.start + header, slot.start + header + size);
      this.#size = size;
      return slot;
    }
    this.#arena.give(slot);
    return undefined;
  }

  /** An object from its base and its delta. */
  #build(number: number, base: Slot, baseSize: number): Slot | undefined {
    const sizes = this.#sizes;
    if (((this.store.flags[number] ?? 0) & flagTooLarge) !== 0) return undefined;
    const code = this.#inflated(number);
    if (code === undefined) return undefined;
    const end = code.start + this.#size;
    let made: Slot | undefined;
    if (sizes.read(code.bytes, code.start, end) && sizes.base === baseSize) {
      const size = sizes.result;
      if (size > this.#maxBytes) this.store.flags[number] = (this.store.flags[number] ?? 0) | flagTooLarge;
      else {
        made = this.#arena.take(size + 1);
        const instructions = { bytes: code.bytes, start: sizes.at };
        if (applyDelta(instructions, end, base, baseSize, made, size, this.#delta)) this.#size = size;
        else {
          this.#arena.give(made);
          made = undefined;
        }
      }
    }
    this.#arena.give(code);
    return made;
  }
}

/** Deflate makes at most 1,032 bytes of one: a size beyond that is a lie, and no memory is taken for it. */
function plausible(size: number, compressed: number): boolean {
  return size <= compressed * 1032 + 64;
}
