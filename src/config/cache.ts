import { randomBytes, timingSafeEqual } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Remembrance, ScanMemory } from '../scan/index.ts';
import type { State } from './state.ts';

const files: Record<Remembrance, string> = { content: 'cache', history: 'cache-history' };
const macLength = 64;

/**
 * What scans of a repository's history remember, in `cache` and `cache-history` beside its key: a MAC under the key (64 hexadecimal
 * digits), then the bytes. Scans that run at once do not disturb each other: each writes a file of its own and renames it.
 * @param told - is told when a cache was thrown away because it is not what we wrote
 */
export function openCache(state: State, told: (message: string) => void): ScanMemory {
  const pathOf = (what: Remembrance): string => join(state.dir, files[what]);
  const mac = (what: Remembrance, bytes: Uint8Array): string => state.mac(`scan ${files[what]}`, bytes);
  return {
    async load(what) {
      const path = pathOf(what);
      let file: Buffer;
      try {
        const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
        try {
          file = await handle.readFile();
        } finally {
          await handle.close();
        }
      } catch {
        return undefined;
      }
      const bytes = file.subarray(macLength);
      const expected = Buffer.from(mac(what, bytes));
      if (file.length > macLength && timingSafeEqual(file.subarray(0, macLength), expected)) return bytes;
      told('the cache of the last scan is damaged and was thrown away');
      await unlink(path).catch(() => undefined);
      return undefined;
    },
    async save(what, bytes) {
      const path = pathOf(what);
      const temporary = `${path}.${randomBytes(6).toString('hex')}`;
      try {
        const handle = await open(temporary, 'wx', 0o600);
        try {
          await handle.writeFile(mac(what, bytes));
          await handle.writeFile(bytes);
        } finally {
          await handle.close();
        }
        await rename(temporary, path);
      } catch {
        // A full disk makes the next scan slower, not this one wrong.
        await unlink(temporary).catch(() => undefined);
      }
    },
  };
}
