import type { Readable } from 'node:stream';
import type { SourceEvent } from './types.ts';

/** Standard input as one document. */
const maxBytes = 256 * 1024 * 1024;

export async function* readStdin(input: Readable): AsyncGenerator<SourceEvent> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > maxBytes) {
      yield {
        problem: {
          code: 'too-large',
          path: '-',
          detail: `standard input is larger than ${maxBytes >> 20} MiB`,
        },
      };
      break;
    }
    chunks.push(bytes);
  }
  yield { item: { kind: 'stdin', path: '-', bytes: Buffer.concat(chunks), firstLine: 1 } };
}
