import zlib from 'node:zlib';

/**
 * Inflates one zlib stream of known size.
 * `out` must have room for `size + 1` bytes at `outAt`: the byte more tells a stream that is longer than it says.
 * False when the stream is damaged, cut, or of another size.
 */
export type Inflate = (
  input: Uint8Array,
  inAt: number,
  inLength: number,
  out: Uint8Array,
  outAt: number,
  size: number,
) => boolean;

/** The part of Node's zlib binding that is used here. Not a documented interface: see {@link createInflate}. */
interface ZlibHandle {
  reset(): void;
  writeSync(
    flush: number,
    input: Uint8Array,
    inAt: number,
    inLength: number,
    out: Uint8Array,
    outAt: number,
    outLength: number,
  ): void;
  onerror: (message: string, code: number, name: string) => void;
}

/**
 * An inflater for many small streams. Setting zlib up costs more than inflating a typical object (15 against 2.5
 * microseconds), so one handle is kept and reset. The handle is not documented; it is tried on known bytes first, and
 * the plain `inflateSync` takes its place if it does not do what is expected.
 */
export function createInflate(): Inflate {
  const quick = handleInflate();
  return quick !== undefined && worksAsExpected(quick) ? quick : plainInflate;
}

function handleInflate(): Inflate | undefined {
  const stream = zlib.createInflate() as unknown as { _handle?: ZlibHandle; _writeState?: Uint32Array };
  const handle = stream._handle;
  const state = stream._writeState;
  if (
    typeof handle?.reset !== 'function' ||
    typeof handle.writeSync !== 'function' ||
    !(state instanceof Uint32Array)
  )
    return undefined;
  let failed = false;
  handle.onerror = (): void => {
    failed = true;
  };
  const finish = zlib.constants.Z_FINISH;
  return (input, inAt, inLength, out, outAt, size) => {
    failed = false;
    handle.reset();
    handle.writeSync(finish, input, inAt, inLength, out, outAt, size + 1);
    return !failed && state[0] === 1;
  };
}

/** The documented way, for a Node whose binding is different. */
const plainInflate: Inflate = (input, inAt, inLength, out, outAt, size) => {
  try {
    const bytes = zlib.inflateSync(input.subarray(inAt, inAt + inLength), { maxOutputLength: size + 1 });
    if (bytes.length !== size) return false;
    out.set(bytes, outAt);
    return true;
  } catch {
    return false;
  }
};

/** Right bytes, twice; damage, a cut and wrong sizes noticed; and fit for use again after each. */
function worksAsExpected(inflate: Inflate): boolean {
  try {
    const text = Buffer.from('inflate '.repeat(40));
    const packed = zlib.deflateSync(text);
    const damaged = Buffer.from(packed);
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    const input = Buffer.concat([Buffer.from('xx'), packed, Buffer.from('yy')]);
    const out = Buffer.alloc(text.length + 9);
    const right = (): boolean => {
      out.fill(0);
      return (
        inflate(input, 2, packed.length + 2, out, 3, text.length) &&
        out.subarray(3, 3 + text.length).equals(text)
      );
    };
    return (
      right() &&
      !inflate(damaged, 0, damaged.length, out, 0, text.length) &&
      right() &&
      !inflate(packed, 0, packed.length - 3, out, 0, text.length) &&
      right() &&
      !inflate(packed, 0, packed.length, out, 0, text.length - 1) &&
      !inflate(packed, 0, packed.length, out, 0, text.length + 1) &&
      right()
    );
  } catch {
    return false;
  }
}
