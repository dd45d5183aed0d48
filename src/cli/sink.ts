import { closeSync, fsyncSync, openSync, renameSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join, basename } from 'node:path';
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
  const temporary = join(dirname(output), `.${basename(output)}.${randomBytes(4).toString('hex')}.tmp`);
  let file: number;
  try {
    file = openSync(temporary, 'wx', 0o600);
  } catch (error) {
    throw new UsageError(
      `cannot write ${output} (${String((error as NodeJS.ErrnoException).code)})`,
      'check that its folder is there and may be written',
    );
  }
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
