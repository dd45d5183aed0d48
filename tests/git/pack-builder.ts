import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import zlib from 'node:zlib';

/** An entry of a pack, as true or false as a test wants it. */
export interface PackEntry {
  /** Hexadecimal. */
  readonly oid: string;
  /** 1 commit, 2 tree, 3 blob, 4 tag, 6 offset delta, 7 reference delta. */
  readonly type: number;
  /** Content or delta, not compressed. */
  readonly data: Buffer;
  /** For 7: the base's id; for 6: the index of the base's entry. */
  readonly base?: string | number;
  /** Size to write into the header; default the true one. */
  readonly size?: number;
  /** Bytes to write in place of the compressed data. */
  readonly stream?: Buffer;
  /** Bytes of nothing (a hole in the file) to leave before the entry. */
  readonly gap?: number;
}

export function blobId(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/** A delta's size: seven bits a byte, the lowest first. */
export function deltaSize(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    const next = Math.floor(rest / 128);
    bytes.push((rest % 128) | (next > 0 ? 128 : 0));
    rest = next;
  } while (rest > 0);
  return Buffer.from(bytes);
}

function header(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size % 16)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 128;
    bytes.push(rest % 128);
  }
  return Buffer.from(bytes);
}

function distance(value: number): Buffer {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    rest--;
    bytes.unshift(128 | (rest % 128));
  }
  return Buffer.from(bytes);
}

/** Writes a pack and its index, by hand, so that both may lie. Offsets go to the index's 64-bit table with `wide`. */
export function writePack(path: string, entries: readonly PackEntry[], options: { wide?: boolean } = {}): void {
  const file = openSync(`${path}.pack`, 'w');
  const start = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1');
  start.writeUInt32BE(entries.length, 8);
  writeSync(file, start, 0, 12, 0);
  let at = 12;
  const offsets: number[] = [];
  for (const entry of entries) {
    at += entry.gap ?? 0;
    offsets.push(at);
    const base =
      typeof entry.base === 'string'
        ? Buffer.from(entry.base, 'hex')
        : entry.base === undefined
          ? Buffer.alloc(0)
          : distance(at - (offsets[entry.base] ?? 0));
    const bytes = Buffer.concat([header(entry.type, entry.size ?? entry.data.length), base, entry.stream ?? zlib.deflateSync(entry.data)]);
    writeSync(file, bytes, 0, bytes.length, at);
    at += bytes.length;
  }
  ftruncateSync(file, at + 20);
  closeSync(file);
  writeIndex(`${path}.idx`, entries.map(({ oid }) => oid), offsets, options.wide === true);
} // prettier-ignore

function writeIndex(path: string, oids: readonly string[], offsets: readonly number[], wide: boolean): void {
  const rows = oids.map((oid, i) => ({ oid, offset: offsets[i] ?? 0 })).sort((a, b) => (a.oid < b.oid ? -1 : 1));
  const fanout = Buffer.alloc(1024);
  for (let i = 0; i < 256; i++)
    fanout.writeUInt32BE(rows.filter(({ oid }) => Number.parseInt(oid.slice(0, 2), 16) <= i).length, i * 4);
  const small = Buffer.alloc(rows.length * 4);
  const large: Buffer[] = [];
  for (const [i, { offset }] of rows.entries()) {
    if (!wide && offset < 2 ** 31) {
      small.writeUInt32BE(offset, i * 4);
      continue;
    }
    small.writeUInt32BE(2 ** 31 + large.length, i * 4);
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(offset));
    large.push(bytes);
  }
  writeFileSync(path, Buffer.concat([
    Buffer.from('ff744f6300000002', 'hex'), fanout, ...rows.map(({ oid }) => Buffer.from(oid, 'hex')),
    Buffer.alloc(rows.length * 4), small, ...large, Buffer.alloc(40),
  ]));
} // prettier-ignore
