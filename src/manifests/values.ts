import { referenceKind, Secret } from '../engine/index.ts';
import type { AddressedValue, ValueClass } from './types.ts';
import type { DecodedText, LineIndex } from './text.ts';

/** Makes addressed values of one file. */
export class ValueBuilder {
  readonly values: AddressedValue[] = [];
  readonly #decoded: DecodedText;
  readonly #lines: LineIndex;

  constructor(decoded: DecodedText, lines: LineIndex) {
    this.#decoded = decoded;
    this.#lines = lines;
  }

  /**
   * @param start - UTF-16 offset of the value as stored
   * @param value - decoded: escapes and quotes resolved; bytes where base64 was taken off
   * @param kind - what the document says; a literal that is a reference by its form becomes one
   */
  add(
    place: { address: string; name: string; start: number; end: number; resource?: number },
    value: string | Uint8Array,
    kind: ValueClass,
    decoded: readonly string[] = [],
  ): void {
    const text = typeof value === 'string' ? value : Buffer.from(value).toString('latin1');
    const form = kind === 'literal' || kind === 'secret' ? referenceKind(text.trim()) : undefined;
    this.values.push({
      address: place.address,
      name: place.name,
      class: form ?? kind,
      span: { start: this.#decoded.toByte(place.start), end: this.#decoded.toByte(place.end) },
      value: typeof value === 'string' ? Secret.fromText(value) : new Secret(value),
      decoded,
      line: this.#lines.lineAt(place.start),
      ...(place.resource === undefined ? {} : { resource: place.resource }),
    });
  }
}

/** A key path as people write it: `services.db.environment.POSTGRES_PASSWORD`, `users[0].name`. */
export function formatPath(path: readonly (string | number)[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\w/-]+$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** The nearest key of a path that a person would judge the value by. */
export function nameOf(path: readonly (string | number)[]): string {
  return String(path.findLast((step) => typeof step === 'string') ?? '');
}
