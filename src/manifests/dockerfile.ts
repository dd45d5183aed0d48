import { DockerfileParser } from 'dockerfile-ast';
import { readCommandLine, readCommandRange } from './command-line.ts';
import { readDotenv } from './dotenv.ts';
import { readEmbedded } from './embedded.ts';
import { EmbeddedSource } from './source.ts';
import { parseJson } from './json-tree.ts';
import { readPlainTree } from './plain-tree.ts';
import type { DocumentProblem } from './types.ts';
import type { Place, ValueCollector } from './values.ts';
import { formatPath, inside } from './values.ts';

/** Lines; the parser's time grows with their square in places. */
const MAX_LINES = 20_000;

/**
 * Reads a Dockerfile or Containerfile: ENV, ARG and LABEL values, assignments and heredocs of RUN.
 * @see https://docs.docker.com/reference/dockerfile/
 */
export function readDockerfile(place: Place, collector: ValueCollector): DocumentProblem[] {
  const { text } = place.source;
  const starts = [0];
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  if (starts.length > MAX_LINES || text.length > 300_000)
    return [{ code: 'limit', line: 1, message: 'too large' }];
  const offset = ({ line, character }: { line: number; character: number }): number =>
    (starts[line] ?? text.length) + character;
  let stage = 0;
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const keyword = instruction.getKeyword();
    if (keyword === 'FROM') stage += 1;
    const base = stage > 1 ? [`stage${stage - 1}`, keyword] : [keyword];
    if (keyword === 'ENV' || keyword === 'ARG' || keyword === 'LABEL') {
      const withProperties = instruction as unknown as {
        getProperties?: () => Property[];
        getProperty?: () => Property | null;
      };
      const own = withProperties.getProperty?.();
      const properties =
        keyword === 'ARG'
          ? own === null || own === undefined
            ? []
            : [own]
          : (withProperties.getProperties?.() ?? []);
      for (const property of properties) addProperty(place, collector, base, property, offset);
    } else if (
      keyword === 'RUN' ||
      keyword === 'CMD' ||
      keyword === 'ENTRYPOINT' ||
      keyword === 'HEALTHCHECK'
    ) {
      addRun(place, collector, base, instruction as unknown as Run, offset);
    } else if (keyword === 'COPY' || keyword === 'ADD') {
      addCopy(place, collector, base, instruction as unknown as Run, offset);
    }
  }
  return [];
}

interface Position {
  readonly line: number;
  readonly character: number;
}
interface Range {
  readonly start: Position;
  readonly end: Position;
}
interface Property {
  getName(): string;
  getValue(): string | null;
  getValueRange(): Range | null;
}
interface Run {
  getRange(): Range;
  getHeredocs?: () => { getContentRange(): Range | null }[];
}

function addProperty(
  place: Place,
  collector: ValueCollector,
  base: readonly string[],
  property: Property,
  offset: (position: Position) => number,
): void {
  const range = property.getValueRange();
  const value = property.getValue();
  if (range === null || value === null) return;
  const { text } = place.source;
  let start = offset(range.start);
  let end = offset(range.end);
  const open = text[start];
  const quote = (open === '"' || open === "'") && end - start >= 2 && text[end - 1] === open ? open : '';
  const slot = { start, end, write: (next: string) => write(next, quote) };
  if (quote !== '') {
    start += 1;
    end -= 1;
  }
  const name = property.getName();
  collector.add(place, { path: [...base, name], start, end, value, class: 'literal', slot });
}

function write(text: string, quote: string): string | undefined {
  if (/[\r\n\0]/.test(text) || text === '') return undefined;
  // `$` stays what it is to Docker: a variable.
  if (quote === '' && /^[\w./:@%+,=${}-]+$/.test(text)) return text;
  if (quote === "'" && !text.includes("'")) return `'${text}'`;
  return /["\\`]/.test(text) ? undefined : `"${text}"`;
}

/** `["program", "argument"]`. */
function addExec(
  place: Place,
  collector: ValueCollector,
  base: readonly string[],
  start: number,
  text: string,
): boolean {
  const source = EmbeddedSource.slice(place.source, start, start + text.length);
  const [list] = parseJson(source.text).documents;
  if (list?.root.kind !== 'sequence') return false;
  readPlainTree(list.root, inside(place, source, base), collector);
  return true;
}

/** @returns where the instruction ends, without the files that follow */
function addHeredocs(
  place: Place,
  collector: ValueCollector,
  base: readonly string[],
  run: Run,
  offset: (position: Position) => number,
): number {
  let until = offset(run.getRange().end);
  for (const heredoc of run.getHeredocs?.() ?? []) {
    const range = heredoc.getContentRange();
    if (range === null) continue;
    const source = EmbeddedSource.slice(place.source, offset(range.start), offset(range.end));
    const inner = inside(place, source, [...base, 'heredoc']);
    if (!readEmbedded('', inner, collector)) readDotenv(inner, collector, '=');
    readCommandLine(inner, collector);
    until = Math.min(until, offset(range.start));
  }
  return until;
}

/** Names of files that hold keys and passwords. */
const KEY_FILE =
  /(?:^|\/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.env[\w.-]*|\.npmrc|\.netrc|\.pypirc|\.pgpass|\.git-credentials|\.dockercfg|credentials(?:\.json)?|kubeconfig|[\w.-]{1,100}\.(?:key|p12|pfx|jks|keystore))$/;

/** Key files that go into the image: what points to a secret in the repository. */
function addCopy(
  place: Place,
  collector: ValueCollector,
  base: readonly string[],
  copy: Run,
  offset: (position: Position) => number,
): void {
  const from = offset(copy.getRange().start);
  const until = addHeredocs(place, collector, base, copy, offset);
  const words = [...place.source.text.slice(from, until).matchAll(/[^\s"',[\]]+/g)].slice(1, 50);
  for (const { 0: value, index } of words.slice(0, -1)) {
    const start = from + index;
    if (KEY_FILE.test(value))
      collector.add(place, { path: base, start, end: start + value.length, value, class: 'reference' });
  }
}

const ASSIGNMENT =
  /(?:^|[\s;&|(])(?:export[ \t]+)?([A-Za-z_]\w{0,100})=(?:"([^"\n]*)"|'([^'\n]*)'|([^\s;&|"'`)]+))/g;

/** `RUN TOKEN=… command`, and the files that heredocs write. */
function addRun(
  place: Place,
  collector: ValueCollector,
  base: readonly string[],
  run: Run,
  offset: (position: Position) => number,
): void {
  const { text } = place.source;
  const from = offset(run.getRange().start);
  const until = addHeredocs(place, collector, base, run, offset);
  const start = from + (base.at(-1)?.length ?? 0);
  const command = text.slice(start, until);
  const lead = command.length - command.trimStart().length;
  if (command.trim() !== '') {
    const value = command.trim();
    if (value.startsWith('[') && addExec(place, collector, base, start + lead, value)) return;
    collector.add(place, {
      path: base,
      start: start + lead,
      end: start + lead + value.length,
      value,
      class: 'literal',
    });
    readCommandRange(place, collector, start, until, formatPath(base));
  }
  for (const match of text.slice(from, until).matchAll(ASSIGNMENT)) {
    const [whole, name = '', double, single, bare] = match;
    const value = double ?? single ?? bare ?? '';
    const end = from + match.index + whole.length - (bare === undefined ? 1 : 0);
    const start = end - value.length;
    const write = (next: string): string | undefined => (/^[\w./:@%+,=-]+$/.test(next) ? next : undefined);
    collector.add(place, {
      path: [...base, name],
      start,
      end,
      value,
      class: 'literal',
      slot: { start, end, write },
    });
  }
}
