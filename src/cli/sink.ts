import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { Write } from '../report/index.ts';
import { UsageError } from './errors.ts';

/** Where a report goes: standard output, or a file that is there only once it is whole. */
export interface Sink {
  readonly write: Write;
  readonly close: () => void;
  /** Something failed: a file is left as it was. */
  readonly discard: () => void;
}

export function openSink(output: string | undefined): Sink {
  if (output === undefined || output === '-') return buffered(1, () => {});
  if (statSync(output, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new UsageError(`cannot write ${output}: it is a folder`, 'name a file in it');
  // A device or a pipe (`/dev/null`, `>(jq)`) is written to; putting a file in its place would destroy it.
  if (isStream(output)) {
    const file = opened(output, output, 'w');
    return { ...buffered(file, () => closeSync(file)), discard: () => closeSync(file) };
  }
  const temporary = join(dirname(output), `.${basename(output)}.${randomBytes(4).toString('hex')}.tmp`);
  const file = opened(output, temporary, 'wx');
  const sink = buffered(file, () => {
    fsyncSync(file);
    closeSync(file);
    renameSync(temporary, output);
  });
  return {
    ...sink,
    discard: () => {
      closeSync(file);
      unlinkSync(temporary);
    },
  };
}

/**
 * A link counts among the system's own alone (`/dev/stdout`): one that lies in a scanned repository under the report's
 * name could lead anywhere, and is replaced.
 */
function isStream(output: string): boolean {
  const there = lstatSync(output, { throwIfNoEntry: false });
  if (there === undefined) return false;
  if (there.isSymbolicLink()) return /^\/(?:dev|proc)\//.test(resolve(output));
  return there.isCharacterDevice() || there.isFIFO();
}

function opened(output: string, path: string, flags: 'w' | 'wx'): number {
  try {
    return openSync(path, flags, 0o600);
  } catch (error) {
    throw new UsageError(
      `cannot write ${output} (${String((error as NodeJS.ErrnoException).code)})`,
      'check that its folder is there and may be written',
    );
  }
}

function buffered(file: number, finish: () => void): Sink {
  let parts: string[] = [];
  let length = 0;
  const flush = (): void => {
    const bytes = Buffer.from(parts.join(''));
    parts = [];
    length = 0;
    for (let at = 0; at < bytes.length;) {
      try {
        at += writeSync(file, bytes, at);
      } catch (error) {
        // A pipe that is full: its reader is slower than we are.
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      }
    }
  };
  return {
    write(text) {
      parts.push(text);
      length += text.length;
      if (length > 262_144) flush();
    },
    close() {
      flush();
      finish();
    },
    discard: () => {},
  };
}
