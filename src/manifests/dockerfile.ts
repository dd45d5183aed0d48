import { DockerfileParser } from 'dockerfile-ast';
import { readDotenv } from './dotenv.ts';
import { readEmbedded } from './embedded.ts';
import { EmbeddedSource } from './source.ts';
import type { DocumentProblem } from './types.ts';
import type { Place, ValueCollector } from './values.ts';
import { inside } from './values.ts';

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
    } else if (keyword === 'RUN') {
      addRun(place, collector, base, instruction as unknown as Run, offset);
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
  let until = offset(run.getRange().end);
  for (const heredoc of run.getHeredocs?.() ?? []) {
    const range = heredoc.getContentRange();
    if (range === null) continue;
    const source = EmbeddedSource.slice(place.source, offset(range.start), offset(range.end));
    const inner = inside(place, source, [...base, 'heredoc']);
    if (!readEmbedded('', inner, collector)) readDotenv(inner, collector, '=');
    until = Math.min(until, offset(range.start));
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
