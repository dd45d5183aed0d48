import { ViewBuilder } from './view.ts';
import type { View } from './view.ts';

/** How the code units of a file are stored. */
export type TextEncoding = 'bytes' | 'utf-16le' | 'utf-16be';

/**
 * Tells UTF-16 by its byte order mark, or without one by the zeros that Latin text leaves in every second byte.
 * Everything else (UTF-8, Latin-1, binary) is looked at as bytes.
 */
export function detectEncoding(bytes: Uint8Array): TextEncoding {
  if (bytes.length < 4) return 'bytes';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const looked = Math.min(bytes.length, 512);
  if (bytes[0] !== 0 && bytes[1] !== 0 && bytes[2] !== 0 && bytes[3] !== 0) {
    // Most files have no zero at all; text that begins with other letters has one further on.
    if (!bytes.subarray(4, looked).includes(0)) return 'bytes';
  }
  const pairs = looked >> 1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs; i++) {
    if (bytes[2 * i] === 0) even++;
    if (bytes[2 * i + 1] === 0) odd++;
  }
  if (odd > pairs * 0.6 && even < pairs * 0.1) return 'utf-16le';
  if (even > pairs * 0.6 && odd < pairs * 0.1) return 'utf-16be';
  return 'bytes';
}

/** UTF-16 as UTF-8; a last odd byte is left out. */
export function utf16View(source: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): View {
  const high = encoding === 'utf-16be' ? 0 : 1;
  const unit = (at: number): number => ((source[at + high] ?? 0) << 8) | (source[at + 1 - high] ?? 0);
  const builder = new ViewBuilder(Math.ceil(source.length / 2) * 3);
  for (let at = 0; at + 1 < source.length; at += 2) {
    const first = unit(at);
    if (at === 0 && first === 0xfeff) continue;
    const second = first >= 0xd800 && first <= 0xdbff && at + 3 < source.length ? unit(at + 2) : 0;
    if (second >= 0xdc00 && second <= 0xdfff) {
      builder.pushCodePoint(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), at, at + 4);
      at += 2;
    } else builder.pushCodePoint(first, at, at + 2);
  }
  return builder.finish('');
}
