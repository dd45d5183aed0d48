/** Gives memory back at once: the collector waits until there is much more of it, and many megabytes are one object to it. */
export function letGo(buffer: ArrayBufferLike): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
