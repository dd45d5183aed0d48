import * as v from 'valibot';
import { ConfigError } from './error.ts';

const entry = v.object({
  path: v.string(),
  /** For places without a path: `commit-message`, `tag-message`, `note`, `ref-name`, `stdin`. */
  kind: v.optional(v.string()),
  detector: v.string(),
  /** Keyed, 64 bit: see {@link valueTag}. */
  tag: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  /** How many present places of this path are accepted; 0 when the value is in the path's history alone. */
  places: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** How many more places the finding had than a report lists. */
  omitted: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** HEAD when it was accepted. */
  commit: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/))),
  added: v.optional(v.string()),
  by: v.optional(v.string()),
  reason: v.optional(v.string()),
  /** The day on which the acceptance ends. */
  until: v.optional(v.string()),
});

export type BaselineEntry = v.InferOutput<typeof entry>;

export interface Baseline {
  /** The id of the key that the tags were made with. */
  readonly key: string;
  readonly entries: readonly BaselineEntry[];
}

const schema = v.object({
  schema: v.literal('unleak-baseline/1'),
  madeWith: v.string(),
  entries: v.array(v.nullable(entry)),
});

/**
 * Reads `.unleak-baseline.json`. The order does not matter and an entry may come twice, so that a merge of two branches
 * that took both sides' lines (`merge=union`) reads well.
 * @throws {ConfigError}
 */
export function parseBaseline(name: string, text: string): Baseline {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new ConfigError(
      `${name} is not JSON`,
      'a merge conflict? Keep the lines of both sides, or write it anew with --write-baseline',
    );
  }
  const result = v.safeParse(schema, data);
  if (!result.success) {
    const path = (result.issues[0].path ?? []).map((item) => String(item.key)).join('.');
    throw new ConfigError(
      `${name} is no baseline (${path === '' ? 'schema' : path})`,
      'write it anew with unleak scan --write-baseline',
    );
  }
  const unique = new Map<string, BaselineEntry>();
  for (const one of result.output.entries) if (one !== null) unique.set(sortKey(one), one);
  return { key: result.output.madeWith, entries: [...unique.values()] };
}

/**
 * One entry a line, each ending with a comma (a `null` closes the list), in an order that depends on the entries alone:
 * lines that two branches add merge like text.
 */
export function formatBaseline(baseline: Baseline): string {
  const lines = baseline.entries
    .map((one) => ({ key: sortKey(one), line: `${JSON.stringify(one)},` }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ line }) => line);
  return [
    '{',
    '"schema": "unleak-baseline/1",',
    `"madeWith": ${JSON.stringify(baseline.key)},`,
    '"entries": [',
    ...lines,
    'null',
    ']',
    '}',
    '',
  ].join('\n');
}

function sortKey({ path, kind, detector, tag }: BaselineEntry): string {
  return `${path}\0${kind ?? ''}\0${detector}\0${tag}`;
}
