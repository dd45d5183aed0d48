import { gunzipSync } from 'node:zlib';
import { runView } from './view.ts';
import type { View } from './view.ts';

/** The shortest run worth decoding: 24 characters of base64 are 18 bytes. */
const shortest = 24;
/** A longer run is data, not a value: only its beginning is decoded. */
const longest = 1024 * 1024;
/** What a compressed run may grow to. */
const largestInflated = 4 * 1024 * 1024;

const alphabet = new Uint8Array(256);
for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_')
  alphabet[c.charCodeAt(0)] = 1;
const hexDigit = new Uint8Array(256);
for (const c of '0123456789abcdefABCDEF') hexDigit[c.charCodeAt(0)] = 1;

/** Encoded runs (base64 in any dialect, hex) in a range, decoded if what comes out looks like text or gzip. */
export function decodeRuns(bytes: Buffer, from: number, to: number, visit: (view: View) => void): void {
  // Any run of the least length covers one of the sampled bytes.
  for (let at = from + shortest - 1; at < to; at += shortest) {
    if (alphabet[bytes[at] as number] === 0) continue;
    let start = at;
    while (start > 0 && alphabet[bytes[start - 1] as number] === 1) start--;
    let end = at + 1;
    while (end < bytes.length && alphabet[bytes[end] as number] === 1) end++;
    if (end - start >= shortest) {
      end = wrapped(bytes, start, end);
      const view = decodeRun(bytes, start, Math.min(end, start + longest));
      if (view !== undefined) visit(view);
    }
    if (end > at) at += Math.floor((end - at) / shortest) * shortest;
  }
}

/** Base64 wrapped over lines of equal length: the end of the last line. */
function wrapped(bytes: Buffer, start: number, firstEnd: number): number {
  const width = firstEnd - start;
  if (width < 60 || width > 128) return firstEnd;
  let end = firstEnd;
  for (;;) {
    let next = end;
    if (bytes[next] === 13) next++;
    if (bytes[next] !== 10) return end;
    next++;
    while (bytes[next] === 32 || bytes[next] === 9) next++;
    let stop = next;
    while (stop < bytes.length && alphabet[bytes[stop] as number] === 1) stop++;
    if (stop - next === 0 || stop - next > width) return end;
    end = stop;
    if (stop - next < width || end - start > longest) return end;
  }
}

function decodeRun(bytes: Buffer, start: number, end: number): View | undefined {
  let hex = true;
  for (let i = start; hex && i < end; i++) hex = hexDigit[bytes[i] as number] === 1;
  if (hex) {
    const length = (end - start) & ~1;
    const decoded = Buffer.from(bytes.toString('latin1', start, start + length), 'hex');
    return isText(decoded, decoded.length) ? runView('hex', decoded, start, end) : undefined;
  }
  // The first few bytes settle most: identifiers and paths decode to noise.
  const head = Buffer.from(bytes.toString('latin1', start, start + shortest), 'base64');
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  if (!gzip && !isText(head, 16)) return undefined;
  let stop = end;
  while (stop < bytes.length && stop < end + 2 && bytes[stop] === 0x3d) stop++;
  const decoded = Buffer.from(bytes.toString('latin1', start, stop), 'base64');
  if (!gzip) return isText(decoded, decoded.length) ? runView('base64', decoded, start, stop) : undefined;
  try {
    const inflated = gunzipSync(decoded, { maxOutputLength: largestInflated });
    return runView('base64+gzip', inflated, start, stop);
  } catch {
    // Not gzip after all, or a bomb: either way nothing to read.
    return undefined;
  }
}

/** Nearly all printable ASCII or line ends, with room for UTF-8. */
function isText(bytes: Buffer, length: number): boolean {
  const end = Math.min(length, bytes.length, 4096);
  let odd = 0;
  for (let i = 0; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte < 32 ? byte !== 9 && byte !== 10 && byte !== 13 : byte === 127) return false;
    if (byte > 127) odd++;
  }
  return odd * 8 <= end;
}
