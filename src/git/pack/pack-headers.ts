import { closeSync, openSync, readSync } from 'node:fs';
import { findObject, kindBad } from './store.ts';
import type { ObjectStore } from './store.ts';

const windowBytes = 4 * 1024 * 1024;
/** The longest header: ten bytes of type and size, then a base's offset or id. */
const maxHeader = 10 + 32;
const offsetDelta = 6;
const referenceDelta = 7;

/** Reads the header of every object of a pack: kind, size, base. What cannot be an object becomes `kindBad`. */
export function readPackHeaders(store: ObjectStore, pack: number): void {
  const first = store.firsts[pack] ?? 0;
  const last = (store.firsts[pack + 1] ?? store.firstLoose) - 1;
  const { offsets, kinds, headers, sizes, bases, hashBytes } = store;
  const end = offsets[last] ?? 0;
  const find = offsetFinder(offsets, first, last);
  const window = Buffer.allocUnsafe(windowBytes);
  let windowStart = 0;
  let filled = 0;
  const file = openSync(store.packs[pack] ?? '', 'r');
  try {
    for (let number = first; number < last; number++) {
      const offset = offsets[number] ?? -1;
      if (offset < 12 || offset >= end) {
        kinds[number] = kindBad;
        continue;
      }
      if (offset < windowStart || offset + maxHeader > windowStart + filled) {
        windowStart = offset;
        filled = readSync(file, window, 0, windowBytes, offset);
        if (filled < maxHeader) window.fill(0, filled, maxHeader);
      }
      const start = offset - windowStart;
      let at = start;
      let byte = window[at++] ?? 0;
      const type = (byte >> 4) & 7;
      let size = byte & 15;
      for (let scale = 16; byte >= 128 && at - start < 10; scale *= 128) {
        byte = window[at++] ?? 0;
        size += (byte & 127) * scale;
      }
      let bad = byte >= 128;
      kinds[number] = type;
      sizes[number] = Math.min(size, 0xffffffff);
      if (type === offsetDelta) {
        byte = window[at++] ?? 0;
        let distance = byte & 127;
        for (let i = 0; byte >= 128 && i < 8; i++) {
          byte = window[at++] ?? 0;
          distance = (distance + 1) * 128 + (byte & 127);
        }
        const base = distance > 0 ? find(offset - distance) : -1;
        if (base === -1) bad = true;
        else bases[number] = base;
      } else if (type === referenceDelta) {
        const base = findObject(store, window, at);
        at += hashBytes;
        if (base === -1) bad = true;
        else bases[number] = base;
      } else if (type === 0 || type === 5) bad = true;
      headers[number] = at - start;
      if (bad) {
        kinds[number] = kindBad;
        bases[number] = -1;
      }
    }
  } finally {
    closeSync(file);
  }
}

/** Finds the object that starts at an offset: a table of equal steps, then a short walk. -1 if none does. */
function offsetFinder(offsets: Float64Array, first: number, last: number): (offset: number) => number {
  const end = Math.max(1, offsets[last] ?? 1);
  const steps = Math.max(1, last - first);
  const perStep = Math.ceil((end + 1) / steps);
  const starts = new Uint32Array(steps + 1).fill(last);
  for (let number = last - 1; number >= first; number--) {
    const step = Math.floor((offsets[number] ?? 0) / perStep);
    if (step >= 0 && step <= steps) starts[step] = number;
  }
  return (offset) => {
    if (offset < 12 || offset >= end) return -1;
    let number = starts[Math.floor(offset / perStep)] ?? last;
    while (number < last && (offsets[number] ?? 0) < offset) number++;
    return number < last && offsets[number] === offset ? number : -1;
  };
}
