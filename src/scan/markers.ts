/**
 * Markers of documents in which a value can be secret although nothing in its text says so (base64 in a Secret's data,
 * a `name`/`value` pair). A blob with one of them is judged whole.
 */
const markers = [
  'apiVersion',
  'secretGenerator',
  'configMapGenerator',
  'containerDefinitions',
  '"auths"',
].map((marker) => Buffer.from(marker));

export const longestMarker = Math.max(...markers.map((marker) => marker.length));

export function hasDocumentMarker(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return markers.some((marker) => buffer.includes(marker));
}
