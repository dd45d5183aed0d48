import { gunzipSync, inflateSync } from 'node:zlib';

import { detectEncoding, utf16View } from './utf16.ts';
import { runView } from './view.ts';
import type { View } from './view.ts';

/** The shortest run worth decoding: 24 characters of base64 are 18 bytes. */
const shortest = 24;
const shortestHex = 32;
/** A longer run is data, not a value: only its beginning is decoded. */
const longest = 1024 * 1024;
/** Lines from this length on may be wrapped base64 (MIME wraps at 76, PEM at 64). */
const shortestLine = 40;
/** What a compressed run may grow to. */
const largestInflated = 4 * 1024 * 1024;

const base64Digit = new Int8Array(256).fill(-1);
for (const [i, c] of Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/').entries())
  base64Digit[c.charCodeAt(0)] = i;
base64Digit[0x2d] = 62;
base64Digit[0x5f] = 63;
/** The same as a set: one look-up without a sign. */
const inRun = base64Digit.map((digit) => Number(digit >= 0));
const hexDigit = new Int8Array(256).fill(-1);
for (const [i, c] of Array.from('0123456789abcdef').entries()) {
  hexDigit[c.charCodeAt(0)] = i;
  hexDigit[c.toUpperCase().charCodeAt(0)] = i;
}

/** Calls `visit` for every run of base64 characters of at least 24 bytes that touches [from, to), wrapped lines as one. */
function eachRun(
  bytes: Buffer,
  from: number,
  to: number,
  visit: (start: number, end: number, wrapped: boolean) => void,
): void {
  let done = 0;
  let at = from;
  const limit = Math.min(bytes.length, to + shortest);
  while (at < limit) {
    // Backwards from where a run would have to reach: the first other byte tells how far on the next one can be.
    const least = Math.max(done, at - shortest + 1);
    let start = at;
    while (start >= least && inRun[bytes[start] as number] === 1) start--;
    if (start >= least) {
      at = start + shortest;
      continue;
    }
    start++;
    while (start > done && inRun[bytes[start - 1] as number] === 1) start--;
    let end = at + 1;
    while (end < bytes.length && inRun[bytes[end] as number] === 1) end++;
    if (end - start >= shortest && start < to && end > from) {
      const whole = withWrappedLines(bytes, start, end, done);
      visit(whole.start, whole.end, whole.start < start || (whole.end > end && bytes[end] !== 0x3d));
      end = whole.end;
    }
    done = end;
    at = end + shortest;
  }
}

/** What wraps encoded text within literals: `\n`, `\r\n`, `" +` and the like; taken out before decoding. */
const breaks = /\\r?\\n|\\[rn]|["'`][^"'`\n]{0,8}\r?\n[^"'`\n]{0,40}["'`]/g;

/** The length of a line's end at `at`, with the blanks after it, be it a real one or one in a literal; 0 if it is none. */
function breakAt(bytes: Buffer, at: number): number {
  let to = at;
  switch (bytes[at]) {
    case 0x0d:
    case 0x0a:
      if (bytes[to] === 0x0d) to++;
      if (bytes[to] !== 0x0a) return 0;
      to++;
      while (isBlank(bytes[to])) to++;
      return to - at;
    case 0x5c:
      if (bytes[to + 1] === 0x72 && bytes[to + 2] === 0x5c) to += 2;
      return bytes[to + 1] === 0x6e ? to + 2 - at : 0;
    case 0x22:
    case 0x27:
    case 0x60: {
      const found = /^["'`][ \t]{0,4}[+.&,\\]?[ \t]{0,2}\r?\n[ \t]{0,40}[+.&]?[ \t]{0,2}["'`]/.exec(
        bytes.toString('latin1', at, Math.min(bytes.length, at + 64)),
      );
      return found === null ? 0 : found[0].length;
    }
    default:
      return 0;
  }
}

/** Where the line ends, literal or real, that the run at `start` comes after; `start` if it comes after none. */
function breakBefore(bytes: Buffer, start: number, least: number): number {
  let at = start;
  while (at > least && isBlank(bytes[at - 1])) at--;
  if (at > least && bytes[at - 1] === 0x0a) {
    at--;
    return at > least && bytes[at - 1] === 0x0d ? at - 1 : at;
  }
  return start;
}

/** Widens a run to the lines before and after it that continue it: all as long as the first, but the last one. */
function withWrappedLines(
  bytes: Buffer,
  start: number,
  end: number,
  least: number,
): { start: number; end: number } {
  let first = start;
  let width = end - start;
  for (;;) {
    let at = breakBefore(bytes, first, least);
    if (at === first) break;
    const stop = at;
    while (at > least && stop - at <= longest && inRun[bytes[at - 1] as number] === 1) at--;
    const length = stop - at;
    if (length < shortestLine || length < width || (first !== start && length !== width)) break;
    if (end - at > longest) break;
    width = length;
    first = at;
  }
  let last = end;
  if (end - start === width && width >= shortestLine) {
    while (last - first < longest) {
      const length = breakAt(bytes, last);
      if (length === 0) break;
      const begin = last + length;
      let at = begin;
      while (at < bytes.length && at - begin <= width && inRun[bytes[at] as number] === 1) at++;
      if (at === begin || at - begin > width) break;
      last = at;
      if (at - begin < width) break;
    }
  }
  while (last < bytes.length && last < end + longest && bytes[last] === 0x3d) last++;
  return { start: first, end: last };
}

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09;

/** What may still be decoded in a scan, in bytes. */
export interface Budget {
  left: number;
}

/** The range of bytes in which runs are looked for, and what is done with what they hold. */
interface RunsIn {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  readonly budget: Budget;
  readonly unwrap: (view: View) => void;
  /** Is told of runs that mean nothing without what stands around them. */
  readonly seen: { unsettle(start: number, end: number): void } | undefined;
}

/**
 * Encoded runs (base64 in any dialect, hex) in a range, decoded if what comes out looks like text or gzip. Returns
 * whether one of them could belong to an armoured key.
 */
export function decodeRuns({ bytes, from, to, budget, unwrap, seen }: RunsIn): boolean {
  let armoured = false;
  eachRun(bytes, from, to, (start, end, wrapped) => {
    const mayBeKey = (seen !== undefined || !armoured) && looksArmoured(bytes, start, end);
    armoured ||= mayBeKey;
    if (mayBeKey || wrapped || start < from || end > to) seen?.unsettle(start, end);
    const view = decodeRun(bytes, start, Math.min(end, start + longest), budget);
    if (view === undefined) return;
    budget.left -= view.bytes.length;
    if (budget.left >= 0) unwrap(view);
  });
  return armoured;
}

function decodeRun(bytes: Buffer, start: number, end: number, budget: Budget): View | undefined {
  const hex = decodeHex(bytes, start, end);
  if (hex !== undefined) return isText(hex) ? runView('hex', hex, start, end) : undefined;
  if (!startsLikeText(bytes, start)) return undefined;
  const plain = Buffer.from(bytes.toString('latin1', start, end).replace(breaks, ''), 'base64');
  const packed = packing(plain[0], plain[1]);
  if (packed !== undefined) {
    const inflated = inflate(plain, packed === 'gzip' ? gunzipSync : inflateSync, budget);
    return inflated && runView(`base64+${packed}`, inflated, start, end);
  }
  const encoding = detectEncoding(plain);
  const text = encoding === 'bytes' ? plain : utf16View(plain, encoding).bytes;
  return isText(text) ? runView('base64', text, start, end) : undefined;
}

/** By the first two bytes: RFC 1952, RFC 1950. */
function packing(first: number | undefined, second: number | undefined): 'gzip' | 'zlib' | undefined {
  if (first === 0x1f && second === 0x8b) return 'gzip';
  return first === 0x78 && (second === 0x01 || second === 0x9c || second === 0xda) ? 'zlib' : undefined;
}

function inflate(packed: Buffer, unpack: typeof gunzipSync, budget: Budget): Buffer | undefined {
  const most = Math.min(largestInflated, budget.left);
  if (most <= 0) return undefined;
  try {
    return unpack(packed, { maxOutputLength: most });
  } catch (error) {
    // Not packed after all, or a bomb. A bomb has cost as much as it was allowed to.
    if (error instanceof RangeError) budget.left -= most;
    return undefined;
  }
}

/** The bytes of a run of hexadecimal digits; undefined if it is none. The beginning alone settles most. */
function decodeHex(bytes: Buffer, start: number, end: number): Buffer | undefined {
  let from = start;
  if (bytes[from] === 0x30 && ((bytes[from + 1] as number) | 0x20) === 0x78) from += 2;
  if (end - from < shortestHex || (end - from) % 2 !== 0) return undefined;
  for (let at = from; at < from + 12; at++)
    if ((hexDigit[bytes[at] as number] as number) < 0) return undefined;
  const out = Buffer.allocUnsafe((end - from) / 2);
  for (let i = 0; i < out.length; i++) {
    const high = hexDigit[bytes[from + 2 * i] as number] as number;
    const low = hexDigit[bytes[from + 2 * i + 1] as number] as number;
    if (high < 0 || low < 0) return undefined;
    out[i] = high * 16 + low;
    if (i < 6 && !mayBegin(out[i] as number)) return undefined;
  }
  return out;
}

const isPrintable = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13);
const mayBegin = (byte: number): boolean => isPrintable(byte) || byte >= 0xc2 || byte === 0;

/** A look at the first characters alone: identifiers, paths and random text decode to noise. */
function startsLikeText(bytes: Buffer, start: number): boolean {
  const digit = (i: number): number => base64Digit[bytes[start + i] as number] as number;
  const first = (digit(0) << 2) | (digit(1) >> 4);
  const second = ((digit(1) & 15) << 4) | (digit(2) >> 2);
  if (packing(first, second) !== undefined) return true;
  if (!mayBegin(first) || !(mayBegin(second) || first >= 0xc2)) return false;
  const third = ((digit(2) & 3) << 6) | digit(3);
  if (!(mayBegin(third) || first >= 0xc2 || second >= 0xc2)) return false;
  const fourth = (digit(4) << 2) | (digit(5) >> 4);
  const fifth = ((digit(5) & 15) << 4) | (digit(6) >> 2);
  const sixth = ((digit(6) & 3) << 6) | digit(7);
  // Continuation bytes of UTF-8 are not worth telling apart here.
  return [fourth, fifth, sixth].every((byte) => mayBegin(byte) || byte >= 0x80);
}

/** Nearly all printable ASCII or line ends, with room for UTF-8. */
function isText(bytes: Buffer): boolean {
  const end = Math.min(bytes.length, 4096);
  let odd = 0;
  for (let i = 0; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte > 127) odd++;
    else if (!isPrintable(byte) && byte !== 0x1b) return false;
  }
  return odd * 4 <= end;
}

/** Whether a run could be a line of an armoured key: letters of both cases and digits, at length. */
function looksArmoured(bytes: Buffer, start: number, end: number): boolean {
  // Checksums of lock files are as long: `sha512-…`, `h1:…`.
  if (bytes[start - 1] === 0x3a || bytes.toString('latin1', start, start + 3) === 'sha') return false;
  let kinds = 0;
  for (let at = start; at < end && at < start + 256; at++) {
    const byte = bytes[at] as number;
    kinds |= byte >= 0x61 ? 1 : byte >= 0x41 ? 2 : byte >= 0x30 ? 4 : 0;
  }
  return kinds === 7;
}
