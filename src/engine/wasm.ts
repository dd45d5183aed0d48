// The types of the platform are not among those that this program is checked with.
interface WebAssemblyApi {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

/**
 * Compiles a module that works on one memory.
 * @param module - base64
 * @param pages - size of the memory, in pages of 64 KiB
 * @returns undefined where there is no WebAssembly, or it is switched off (`node --jitless`)
 */
export function instantiate(
  module: string,
  pages: number,
): { readonly exports: object; readonly buffer: ArrayBuffer } | undefined {
  const api = (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
  if (api === undefined) return undefined;
  try {
    const memory = new api.Memory({ initial: pages });
    const compiled = new api.Module(Buffer.from(module, 'base64'));
    const { exports } = new api.Instance(compiled, { memory: { memory } });
    return { exports, buffer: memory.buffer };
  } catch {
    return undefined;
  }
}
