import { flatten, unflatten } from '../flatten.ts';
import { lineCounter, refuse, type Edit, type Leaf, type ParsedFile } from '../tree.ts';
import { text } from '../value.ts';

const PREFIX = 'sops_';
const KEY = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/**
 * Why SOPS cannot carry a variable in a dotenv file; undefined when it can. SOPS has no quotes and no escapes but `\n`:
 * what stands after the first `=` is the value.
 * @see https://github.com/getsops/sops/blob/v3.13.3/stores/dotenv/store.go
 */
export function dotenvProblem(key: string, value: Uint8Array): string | undefined {
  if (key.startsWith(PREFIX)) return 'names that start with sops_ are reserved for metadata';
  if (!KEY.test(key)) return 'the name is not one that an environment can hold';
  const bytes = Buffer.from(value);
  if (bytes.includes(0)) return 'the value holds a NUL byte, which no environment can hold';
  if (bytes.includes('\\n'))
    return 'the value holds a backslash before an n, which SOPS would turn into a line break';
  if (bytes.includes('\r'))
    return 'the value holds a carriage return, which SOPS would keep in the file as it is';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return 'the value is not valid UTF-8';
  }
  return undefined;
}

/** Dotenv as SOPS reads it. */
export function parseDotenv(source: string): ParsedFile {
  if (source.startsWith('\uFEFF'))
    throw refuse('a dotenv file with a byte order mark: SOPS takes it as part of a name');
  const lineOf = lineCounter(source);
  const leaves: Leaf[] = [];
  const metadata: [string, string][] = [];
  const blocks: Edit[] = [];
  const seen = new Set<string>();
  let active: string[] = [];
  let start = 0;
  for (const line of source.split('\n')) {
    const from = start;
    const end = from + line.length;
    start = end + 1;
    if (line === '') continue;
    const at = lineOf(from);
    if (line.includes('\r')) {
      throw refuse('a carriage return, which SOPS takes as part of the value', 'use LF line ends', at);
    }
    const shared = { document: 0, path: [] as string[], keys: [] as string[], line: at };
    if (line.startsWith('#')) {
      active = [...active, line.slice(1)];
      leaves.push({
        ...shared,
        comment: true,
        comments: [active],
        value: { type: 'comment', bytes: Buffer.from(line.slice(1), 'utf8') },
        replace: (ciphertext) => [{ start: from + 1, end, text: ciphertext }],
      });
      continue;
    }
    const equals = line.indexOf('=');
    if (equals === -1) throw refuse('neither NAME=value nor a comment: SOPS refuses the file', undefined, at);
    const key = line.slice(0, equals);
    const raw = line.slice(equals + 1);
    if (key.startsWith(PREFIX)) {
      metadata.push([key.slice(PREFIX.length), raw.replaceAll('\\n', '\n')]);
      blocks.push({ start: from, end: Math.min(start, source.length), text: '' });
      continue;
    }
    if (!KEY.test(key)) {
      throw refuse(
        'the name is not one that an environment can hold: SOPS takes all before the = as the name',
        'write NAME=value without export, quotes or spaces around the =',
        at,
      );
    }
    if (seen.has(key)) throw refuse('the same name twice', undefined, at);
    seen.add(key);
    leaves.push({
      ...shared,
      path: [key],
      keys: [key],
      comment: false,
      comments: [active],
      value: text(raw.replaceAll('\\n', '\n')),
      replace: (ciphertext) => [{ start: from + equals + 1, end, text: ciphertext }],
    });
    active = [];
  }
  return {
    leaves,
    metadata: metadata.length === 0 ? undefined : unflatten(metadata),
    writeMetadata: (block) => {
      const lines = flatten(block).map(
        ([key, value]) => `${PREFIX}${key}=${value.replaceAll('\n', '\\n')}\n`,
      );
      const lead = source === '' || source.endsWith('\n') ? '' : '\n';
      return [...blocks, { start: source.length, end: source.length, text: lead + lines.join('') }];
    },
  };
}
