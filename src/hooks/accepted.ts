import { applySuppressions, ConfigError, emptyConfig, parseBaseline } from '../config/index.ts';
import type { ChangeHistory, Config, State, SuppressionContext } from '../config/index.ts';
import { blameLine, isAncestor, readObjects, Renames } from '../git/index.ts';
import type { Repository } from '../git/index.ts';
import type { LiveFinding, Place } from '../scan/index.ts';
import { baselineName, ignoreName } from './policy.ts';
import type { Policy } from './policy.ts';
import { HookError } from './types.ts';

/** Larger blobs are not read for comments. */
const maxText = 16 << 20;

/** What the rules of a tree left. */
export interface Left {
  readonly findings: readonly LiveFinding[];
  /** For people: what was not believed, and why. */
  readonly notes: readonly string[];
}

/** Where the rules are from, and what they are asked about. */
export interface AcceptanceRequest {
  readonly policy: Policy;
  readonly config: Config | undefined;
  readonly repository: Repository;
  readonly state: State | undefined;
  /** Seconds since 1970. */
  readonly now: number;
  /** The commits that are pushed, or what is staged. */
  readonly of: 'index' | readonly string[];
}

/** Takes out the findings that the rules accept. @throws {HookError} when the rules cannot be read */
export async function withoutAccepted(
  findings: readonly LiveFinding[],
  request: AcceptanceRequest,
): Promise<Left> {
  const { policy, config, repository, state, now, of } = request;
  const text = (name: string): string | undefined => policy.files.get(name)?.bytes.toString('utf8');
  const ignoreFile = text(ignoreName);
  const baseline = text(baselineName);
  const context: SuppressionContext = {
    config: config ?? emptyConfig,
    ...(ignoreFile === undefined ? {} : { ignoreFile }),
    ...(baseline === undefined ? {} : { baseline: { name: baselineName, content: baselineOf(baseline) } }),
    ...(state === undefined ? {} : { state }),
    now,
    readTexts: (places, visit) => readPresent(repository, places, visit),
    history: changes(repository, of, findings),
    complete: false,
  };
  const { findings: left, notes } = await applySuppressions(findings, context);
  return { findings: left, notes };
}

function baselineOf(text: string): ReturnType<typeof parseBaseline> {
  try {
    return parseBaseline(baselineName, text);
  } catch (error) {
    throw error instanceof ConfigError ? new HookError(error.message, error.hint) : error;
  }
}

/** The texts of the places that the judged tree holds; a comment in an older version is not looked at. */
async function readPresent(
  repository: Repository,
  places: readonly Place[],
  visit: (place: Place, text: string) => void,
): Promise<void> {
  const present = new Map<string, Place[]>();
  for (const place of places) {
    if (place.kind !== 'file' || place.blob === undefined) continue;
    const list = present.get(place.blob);
    if (list === undefined) present.set(place.blob, [place]);
    else list.push(place);
  }
  if (present.size === 0) return;
  await readObjects(
    repository,
    {
      blob(oid, bytes) {
        const text = bytes.toString('utf8');
        for (const place of present.get(oid) ?? []) visit(place, text);
      },
      problem: () => {},
    },
    { objects: present.keys(), maxBytes: maxText },
  );
}

function changes(
  repository: Repository,
  of: 'index' | readonly string[],
  findings: readonly LiveFinding[],
): ChangeHistory {
  let renames: Promise<Renames> | undefined;
  const blobs = new Map<string, string>();
  for (const { places } of findings)
    for (const { kind, path, blob } of places)
      if (kind === 'file' && path !== undefined && blob !== undefined) blobs.set(path, blob);
  return {
    async movedTo(path) {
      renames ??= Renames.read(repository, undefined, of);
      return (await renames).from(path);
    },
    async unchangedSince(commit, path, line) {
      const from =
        of === 'index'
          ? await stagedLine(repository, blobs.get(path), path, line)
          : of.length === 1 && of[0] !== undefined
            ? await blameLine(repository, path, line, of[0])
            : undefined;
      return from !== undefined && isAncestor(repository, from, commit);
    },
    isAncestor: (commit, ancestorOf) => isAncestor(repository, commit, ancestorOf),
  };
}

/** The commit that a line of a staged file comes from. */
async function stagedLine(
  repository: Repository,
  blob: string | undefined,
  path: string,
  line: number,
): Promise<string | undefined> {
  if (blob === undefined) return undefined;
  let content: Buffer | undefined;
  await readObjects(
    repository,
    { blob: (_, bytes) => void (content = bytes), problem: () => {} },
    { objects: [blob], maxBytes: maxText },
  );
  return content === undefined ? undefined : blameLine(repository, path, line, content);
}
