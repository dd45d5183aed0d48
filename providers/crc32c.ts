const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

/**
 * CRC-32C (Castagnoli), which Google's APIs use; zlib's CRC-32 has another polynomial. Of a secret it is compared in
 * memory and never recorded: it would be a way to guess the value.
 * @see https://datatracker.ietf.org/doc/html/rfc3720#appendix-B.4
 */
export function crc32c(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] as number) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
