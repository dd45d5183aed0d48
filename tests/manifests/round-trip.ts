import { isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import { reveal } from '../../src/engine/index.ts';
import { editDocument, EditRefused, readDocument } from '../../src/manifests/index.ts';
import type { Document, EditTarget } from '../../src/manifests/index.ts';

/** What came of editing values of one file there and back. */
export interface Trip {
  readonly kind: string;
  /** Values with an address and scalars without one, tried or not. */
  readonly values: number;
  readonly tried: number;
  readonly edits: number;
  /** Another value of the same sort, and back by the value alone, in the style that the editor chooses. */
  readonly alike: number;
  readonly alone: number;
  /** `code kind` of each value that was not edited. */
  readonly refused: readonly string[];
  /** Addresses for which the way back did not give the bytes of the start. */
  readonly wrong: readonly string[];
}

const OPPOSITE: Readonly<Record<string, string>> = {
  true: 'false',
  false: 'true',
  yes: 'no',
  no: 'yes',
  on: 'off',
  off: 'on',
};

/** Another value of the same sort: a number for a number, a word for a word. */
function alike(text: string): string {
  const opposite = OPPOSITE[text];
  if (opposite !== undefined) return opposite;
  const at = text.search(/[A-Za-z0-9](?=[^A-Za-z0-9]*$)/);
  if (at === -1) return `${text}x`;
  const c = text[at] ?? '';
  const other =
    c === '9' ? '8' : c === 'z' ? 'y' : c === 'Z' ? 'Y' : String.fromCharCode(c.charCodeAt(0) + 1);
  return text.slice(0, at) + other + text.slice(at + 1);
}

/** Plain YAML and others hold this in quotes only. */
const awkward = '- a: b # c';

/**
 * Edits values of a file, one at a time, to another one and back, and compares all bytes.
 * @param most - values of a file that are tried, evenly spread
 */
export function roundTrip(path: string, bytes: Uint8Array, most = Infinity): Trip | undefined {
  const document = readDocument(path, bytes);
  if (document === undefined) return undefined;
  const values = [
    ...document.values.map(({ address, value }) => ({
      at: { address },
      text: Buffer.from(reveal(value)).toString(),
    })),
    ...scalarsOf(document),
  ];
  const step = Math.max(1, values.length / most);
  const refused: string[] = [];
  const wrong: string[] = [];
  let [tried, edits, sorts, alone] = [0, 0, 0, 0];
  for (let i = 0; Math.floor(i) < values.length; i += step) {
    const value = values[Math.floor(i)];
    if (value === undefined) continue;
    const { at, text: old } = value;
    for (const text of [alike(old), awkward]) {
      tried += 1;
      try {
        const there = editDocument(document, [{ ...at, action: 'set-value', value: text }]);
        edits += 1;
        if (text !== awkward) sorts += 1;
        const after = readDocument(path, there.bytes);
        const back = after === undefined ? undefined : editDocument(after, there.undo ?? []);
        if (back === undefined || Buffer.compare(back.bytes, bytes) !== 0) wrong.push(JSON.stringify(at));
        else if (text !== awkward && after !== undefined && byValue(after, at, old, bytes)) alone += 1;
      } catch (error) {
        if (!(error instanceof EditRefused)) throw error;
        refused.push(`${error.code}${text === awkward ? ' (awkward)' : ''}`);
      }
    }
  }
  return { kind: document.kind, values: values.length, tried, edits, alike: sorts, alone, refused, wrong };
}

/** Every scalar of YAML and JSON that has no address of its own, as the parser alone sees it. */
function scalarsOf({ kind, path, bytes, values, problems }: Document): { at: EditTarget; text: string }[] {
  if (kind === 'helm-template' || problems.length > 0 || !/\.(?:ya?ml|json)$/.test(path)) return [];
  const known = new Set(
    values.filter(({ inner }) => inner !== true).map((one) => JSON.stringify([one.document, one.path])),
  );
  // With comments it is another language than YAML.
  if (path.endsWith('.json') && /^\s*\/[/*]/m.test(Buffer.from(bytes).toString())) return [];
  const found: { at: EditTarget; text: string }[] = [];
  const walk = (node: unknown, document: number, at: readonly (string | number)[]): void => {
    if (isMap(node)) {
      for (const { key, value } of node.items)
        if (isScalar(key)) walk(value, document, [...at, String(key.source ?? key.value)]);
    } else if (isSeq(node)) for (const [i, item] of node.items.entries()) walk(item, document, [...at, i]);
    else if (isScalar(node) && !known.has(JSON.stringify([document, at])))
      found.push({ at: { document, path: at }, text: node.source ?? '' });
  };
  const parsed = parseAllDocuments(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), {
    logLevel: 'silent',
  });
  if (Array.isArray(parsed)) for (const [i, { contents }] of parsed.entries()) walk(contents, i, []);
  return found;
}

function byValue(document: Document, at: EditTarget, value: string, bytes: Uint8Array): boolean {
  try {
    return Buffer.compare(editDocument(document, [{ ...at, action: 'set-value', value }]).bytes, bytes) === 0;
  } catch (error) {
    if (error instanceof EditRefused) return false;
    throw error;
  }
}
