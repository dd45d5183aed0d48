import { constants } from 'node:fs';
import { lstat, open, readlink } from 'node:fs/promises';
import type { SourceEvent } from './types.ts';

/** A file up to this size is judged as one document; a larger one in windows that overlap. */
const windowBytes = 32 * 1024 * 1024;
/** More than the widest detector's window, so that what straddles two windows is whole in one of them. */
const overlapBytes = 64 * 1024;

/**
 * Reads one file (or a symbolic link's target text, as git stores it; links are not followed).
 * @param absolute - where it is
 * @param path - what the report calls it
 */
export async function* readFileItems(absolute: string | Buffer, path: string): AsyncGenerator<SourceEvent> {
  try {
    const stat = await lstat(absolute);
    if (stat.isSymbolicLink()) {
      const bytes = await readlink(absolute, { encoding: 'buffer' });
      yield { item: { kind: 'file', path, bytes, firstLine: 1 } };
      return;
    }
    // Reading a pipe or a device could wait for ever.
    if (!stat.isFile()) return;
    // O_NOFOLLOW: the file may have been replaced by a link since the lstat.
    const handle = await open(absolute, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      if (stat.size <= windowBytes) {
        yield { item: { kind: 'file', path, bytes: await handle.readFile(), firstLine: 1 } };
        return;
      }
      let firstLine = 1;
      for (let start = 0; ;) {
        const buffer = Buffer.allocUnsafe(windowBytes);
        const bytesRead = await readFully(handle, buffer, start);
        const bytes = buffer.subarray(0, bytesRead);
        if (bytesRead > 0) yield { item: { kind: 'file', path, bytes, firstLine } };
        if (bytesRead < windowBytes) return;
        // The next window starts at a line, so that columns are right.
        const back = bytes.lastIndexOf(10, windowBytes - overlapBytes);
        const step = back > windowBytes / 2 ? back + 1 : windowBytes - overlapBytes;
        firstLine += countLines(bytes.subarray(0, step));
        start += step;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    yield { problem: { code: 'unreadable', path, detail: reasonOf(error) } };
  }
}

async function readFully(
  handle: { read(b: Buffer, o: number, l: number, p: number): Promise<{ bytesRead: number }> },
  buffer: Buffer,
  position: number,
): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}

/** A system error as a sentence; its own message would hold the path with whatever escapes it has. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'no permission to read';
    case 'ENOENT':
      return 'no such file';
    case 'ELOOP':
      return 'became a symbolic link while it was read';
    case undefined:
      return 'cannot be read';
    default:
      return `cannot be read (${code})`;
  }
}
