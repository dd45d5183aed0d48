import { randomBytes } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { join, posix } from 'node:path';
import * as v from 'valibot';
import { reveal, Secret } from '../engine/index.ts';
import type { AddressedValue } from '../manifests/index.ts';
import type { LiveFinding, Place } from '../scan/index.ts';
import { compose, type Composition } from './compose.ts';
import { unifiedDiff } from './diff.ts';
import type { ComposedFile, Draft, Entry } from './draft.ts';
import { checkPath, fingerprint } from './files.ts';
import { checkTemplate } from './naming.ts';
import { isBlob } from './repository.ts';
import { StoreError, type Policy, type RemoteStore, type StoredVersion, type StoreState } from './store.ts';
import { decodeText } from './text.ts';
import { Tree } from './tree.ts';
import {
  MigrationError,
  type ManualItem,
  type Plan,
  type PlanInput,
  type PlannedEntry,
  type PlannedFile,
  type PlanOptions,
  type Selected,
  type StateDirectory,
  type Store,
} from './types.ts';

const defaults: PlanOptions = { style: 'auto', dotenv: 'auto', update: false };

/** A keyed tag of a secret's bytes: equal for equal secrets, on machines that share the key. */
export function secretTag(state: StateDirectory, secret: Secret): string {
  return state.mac('secret', reveal(secret)).slice(0, 32);
}

/**
 * Says what a migration would do, and does nothing of it: no write, no call to a store but `describe`.
 * @throws {MigrationError} when the tree cannot be read
 * @throws {StoreError} when the store cannot be asked
 */
export async function planMigration(input: PlanInput): Promise<Plan> {
  const { state, store } = input;
  const root = await realpath(input.root);
  const options: PlanOptions = { ...defaults, ...input.options };
  if (options.nameTemplate !== undefined) checkTemplate(options.nameTemplate);
  const findings = input.findings.filter((finding) => isWanted(finding, input.only, input.skip));
  const places = findings.flatMap((finding) =>
    finding.places.flatMap((place) =>
      isFile(place) && place.companion === undefined ? [{ finding, place }] : [],
    ),
  );
  const tree = await Tree.read(root, [...new Set(places.map(({ place }) => place.path))]);
  const dirty = await dirtyFiles(tree, [...new Set(places.map(({ place }) => place.path))]);
  const manual: ManualItem[] = [];
  const selected: Selected[] = [];
  for (const { finding, place } of places) {
    const reason = dirty.get(place.path);
    const one = select(tree, finding, place, state);
    if (one === undefined) continue;
    if (reason === undefined) selected.push(one);
    else
      manual.push({
        path: place.path,
        line: one.line,
        detector: finding.detector,
        reason,
        write: 'commit or stage the change first, or migrate it by hand',
      });
  }
  const unique = dedupe(selected);
  const { draft, targets, files, left } = await composeWhatCan(tree, unique, options, store);
  manual.push(...left);
  const moved = new Set(draft.changes.map((change) => `${change.path}\0${change.address}`));
  refuseDirtyNeighbours(
    await dirtyFiles(
      tree,
      files.map((file) => file.path),
    ),
  );
  const needles = needlesOf([
    ...input.findings.map((finding) => finding.value),
    ...targets.map((target) => target.value.value),
  ]);
  const entries = await planEntries(draft, store as RemoteStore, options, input.signal);
  const now = input.now ?? new Date().toISOString();
  return seal(state, {
    schema: 'unleak-plan/1',
    id: `${now.replaceAll(/[-:]|\.\d+/g, '').toLowerCase()}-${randomBytes(4).toString('hex')}`,
    program: input.program,
    created: now,
    root,
    store: { id: store.id, title: store.title, kind: draft.inPlace === undefined ? 'remote' : 'in-place' },
    options,
    selected: unique.filter((one) => moved.has(`${one.path}\0${one.address}`)),
    changes: draft.changes,
    entries,
    files: files.map((file) => planFile(file, state, needles)),
    manual: [...manual, ...draft.manual]
      .map((one) => (one.patch === undefined ? one : { ...one, patch: scrub(one.patch, needles) }))
      .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line)),
    questions: draft.questions,
    preconditions: [...draft.preconditions],
    warnings: [...draft.warnings],
    policies: entries.length === 0 ? [] : policiesOf(draft, store as RemoteStore, entries),
  });
}

/** Composes; a file that turns out not to be editable is left to people, with all that is in it. */
async function composeWhatCan(
  tree: Tree,
  selected: readonly Selected[],
  options: PlanOptions,
  store: Store,
): Promise<Composition & { readonly files: readonly ComposedFile[]; readonly left: readonly ManualItem[] }> {
  const left: ManualItem[] = [];
  let rest = selected;
  for (;;) {
    const composition = await compose(tree, rest, options, store, new Map());
    try {
      const files = composition.draft.files();
      await tryEncryption(composition.draft, files);
      return { ...composition, files, left };
    } catch (error) {
      if (!(error instanceof MigrationError) || error.path === undefined) throw error;
      const { path, message, hint = 'a reference, by hand' } = error;
      // A kustomization holds no value itself: what would be listed in it stays where it is.
      const about = rest.filter(
        (one) => one.path === path || posix.dirname(one.path) === posix.dirname(path),
      );
      const own = about.some((one) => one.path === path) ? about.filter((one) => one.path === path) : about;
      if (own.length === 0) throw error;
      for (const { address, line, detector, path: where } of own)
        left.push({ path: where, line, address, detector, reason: message, write: hint });
      rest = rest.filter((one) => !own.includes(one));
    }
  }
}

/** Finds out now, and not half-way, what the store cannot encrypt. What comes out is thrown away. */
async function tryEncryption(draft: Draft, files: readonly ComposedFile[]): Promise<void> {
  for (const { path, bytes, encryption } of files) {
    if (encryption === undefined || encryption.rule.recipients.length === 0) continue;
    try {
      await draft.inPlace?.encrypt({ path: join(draft.tree.root, path), bytes, ...encryption });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      throw new MigrationError('unsupported', error.message, error.hint, path);
    }
  }
}

function isWanted(
  finding: LiveFinding,
  only: readonly string[] | undefined,
  skip: readonly string[] | undefined,
): boolean {
  const names = [finding.detector, finding.id];
  if (finding.status === 'accepted') return false;
  if (only !== undefined && only.length > 0 && !names.some((name) => only.includes(name))) return false;
  return !names.some((name) => skip?.includes(name) === true);
}

function isFile(place: Place): place is Place & { path: string } {
  return place.kind === 'file' && place.path !== undefined && !place.path.includes('!');
}

function select(
  tree: Tree,
  finding: LiveFinding,
  place: Place & { path: string },
  state: StateDirectory,
): Selected | undefined {
  const values = tree.get(place.path)?.values ?? [];
  const value =
    values.find((one) => one.address === place.address && one.line === place.line) ??
    values.find((one) => one.address === place.address) ??
    values.find((one) => one.line === place.line && holds(one.value, finding.value));
  // The file was migrated since the scan.
  if (value !== undefined && isReplaced(value) && !holds(value.value, finding.value)) return undefined;
  return {
    path: place.path,
    address: value?.address ?? '',
    line: value?.line ?? place.line ?? 0,
    detector: finding.detector,
    finding: finding.id,
    tag: secretTag(state, finding.value),
    valueTag: secretTag(state, value?.value ?? finding.value),
    ...(finding.fix.revoke === undefined ? {} : { revoke: finding.fix.revoke }),
  };
}

function isReplaced(value: AddressedValue): boolean {
  return value.class === 'ciphertext' || value.class === 'reference';
}

function holds(value: Secret, part: Secret): boolean {
  return Buffer.from(reveal(value)).includes(Buffer.from(reveal(part)));
}

/** Two detectors, or two secrets in one value, are one move. */
function dedupe(selected: readonly Selected[]): Selected[] {
  const seen = new Set<string>();
  return selected.filter((one) => {
    const key = JSON.stringify([one.path, one.address, one.address === '' ? one.line : 0]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Files whose working copy is not what the index holds: part of a change that is being made. */
export async function dirtyFiles(tree: Tree, paths: readonly string[]): Promise<Map<string, string>> {
  const dirty = new Map<string, string>();
  if (tree.repository === undefined) return dirty;
  const entries = await tree.repository.entries(paths);
  for (const path of paths) {
    const index = entries.get(path)?.index;
    const file = tree.get(path);
    if (index === undefined || file === undefined) continue;
    if (index === 'conflict') dirty.set(path, 'it has a merge conflict');
    else if (isBlob(index, file.disk.bytes) === 'differs')
      dirty.set(path, 'its working copy differs from the index');
  }
  return dirty;
}

function refuseDirtyNeighbours(dirty: ReadonlyMap<string, string>): void {
  const [first] = dirty;
  if (first !== undefined)
    throw new MigrationError(
      'changed',
      `${first[0]} must be edited too, but ${first[1]}`,
      'commit or stage it first',
    );
}

/** Readers beyond these are told as one: somebody else keeps the roles of so many apart. */
const mostReaders = 10;

function policiesOf(draft: Draft, store: RemoteStore, entries: readonly PlannedEntry[]): readonly Policy[] {
  const names = entries.map((entry) => entry.name);
  const groups = Map.groupBy(names, (name) => draft.readers.get(name) ?? 'the readers');
  const readers = [...groups].map(([reader, own]) => ({ reader, names: own }));
  return store.policies(names, readers.length > mostReaders ? [{ reader: 'the readers', names }] : readers);
}

async function planEntries(
  draft: Draft,
  store: RemoteStore,
  options: PlanOptions,
  signal: AbortSignal,
): Promise<PlannedEntry[]> {
  const planned: PlannedEntry[] = [];
  const taken: { name: string; state: StoreState }[] = [];
  const all = [...draft.entries.values()];
  const described = await eachLimited(all, 8, async (entry) => {
    checkEntry(entry, store);
    return store.describe(entry.name, entryValue(entry), signal);
  });
  for (const [index, entry] of all.entries()) {
    const found = described[index];
    const keys = [...entry.fields.keys()];
    const plan = (mode: PlannedEntry['mode'], version?: StoredVersion): void => {
      planned.push({
        name: entry.name,
        keys,
        mode,
        ...(version === undefined ? {} : { version: version.version }),
        warnings: [],
      });
    };
    if (found === undefined) continue;
    if (found.state === 'absent') {
      store.checkCreate?.();
      plan('create');
    } else if (found.state === 'same') plan('reuse', found.version);
    else if (found.state === 'differs' && options.update) plan('update', found.version);
    else taken.push({ name: entry.name, state: found });
  }
  refuseTaken(taken);
  return planned;
}

/** Says all names that are taken at once, and how each kind is settled. */
function refuseTaken(taken: readonly { readonly name: string; readonly state: StoreState }[]): void {
  const [first] = taken;
  if (first === undefined) return;
  const hints = new Set<string>();
  const texts = taken.map(({ name, state }) => {
    if (state.state === 'scheduled-for-deletion') {
      hints.add('aws secretsmanager restore-secret brings one back');
      return `${name} is scheduled for deletion`;
    }
    if (state.state === 'managed-by-other') return `${name} is managed by ${state.owner}`;
    hints.add('--update adds a version to it');
    return `${name} is there already with another value`;
  });
  const shown = texts.slice(0, 10).join('; ');
  throw new MigrationError(
    'conflict',
    texts.length > 10 ? `${shown}; and ${texts.length - 10} more` : shown,
    ['--name-template gives other names', ...[...hints].slice(0, 3)].join('; '),
  );
}

/** Runs over all with a few at a time, results in order. */
export async function eachLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await work(items[index] as T);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}

function checkEntry(entry: Entry, store: RemoteStore): void {
  store.checkName(entry.name);
  const size = reveal(entryValue(entry)).length;
  if (size > store.limits.maxBytes)
    throw new StoreError(
      'usage',
      `${entry.name} would hold ${size} bytes; ${store.title} takes ${store.limits.maxBytes}`,
    );
  if (size === 0 && !store.limits.emptyAllowed)
    throw new StoreError('usage', `${entry.name} would be empty, which ${store.title} does not take`);
}

/** What the store holds: the value, or a JSON object of the fields in the order of the file. */
export function entryValue(entry: Entry): Secret {
  if (entry.whole !== undefined) return entry.whole;
  const fields = [...entry.fields].map(
    ([key, secret]) => `${JSON.stringify(key)}:${JSON.stringify(decodeText(reveal(secret)))}`,
  );
  return Secret.fromText(`{${fields.join(',')}}`);
}

function planFile(file: ComposedFile, state: StateDirectory, needles: readonly string[]): PlannedFile {
  const { encryption } = file;
  const shown = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : scrub(text, needles);
  return {
    path: file.path,
    change: file.change,
    ...(file.before === undefined ? {} : { before: fingerprint(state, file.path, file.before) }),
    ...(encryption === undefined
      ? {}
      : {
          encryption: {
            recipients: encryption.rule.recipients,
            origin: encryption.rule.origin,
            ...(encryption.rule.encryptedRegex === undefined
              ? {}
              : { encryptedRegex: encryption.rule.encryptedRegex }),
          },
        }),
    diff: unifiedDiff(file.path, shown(file.shownBefore), shown(file.shownAfter)),
  };
}

/** Every known value, each long line of one, in clear and in base64: none of it may be shown. */
function needlesOf(known: readonly Secret[]): readonly string[] {
  const needles = new Set<string>();
  for (const secret of known) {
    const bytes = Buffer.from(reveal(secret));
    const raw = bytes.toString('utf8');
    const parts = [raw, bytes.toString('base64'), ...raw.split(/\r?\n/).filter((line) => line.length >= 8)];
    for (const part of parts) if (part.length >= 4) needles.add(part);
  }
  // A value that holds another one goes first.
  return [...needles].sort((a, b) => b.length - a.length);
}

/** The net under the masks. */
function scrub(text: string, needles: readonly string[]): string {
  let clean = text;
  for (const needle of needles) if (clean.includes(needle)) clean = clean.replaceAll(needle, () => '****');
  return clean;
}

function seal(state: StateDirectory, plan: Omit<Plan, 'mac'>): Plan {
  return { ...plan, mac: state.mac('plan', Buffer.from(JSON.stringify(plan))) };
}

/** @throws {MigrationError} when the plan was edited, or made by another version or for another place */
export function checkPlan(plan: Plan, state: StateDirectory, program: string, root: string): void {
  const { mac, ...rest } = plan;
  if (state.mac('plan', Buffer.from(JSON.stringify(rest))) !== mac)
    throw new MigrationError(
      'changed',
      'the plan does not verify',
      'it was edited, or made with another key: plan again',
    );
  if (plan.program !== program)
    throw new MigrationError(
      'changed',
      `the plan was made by version ${plan.program}, this is ${program}`,
      'plan again',
    );
  if (plan.root !== root)
    throw new MigrationError('changed', 'the plan was made for another repository', 'plan again');
  for (const file of plan.files) checkPath(file.path);
}

const envelope = v.object({
  schema: v.literal('unleak-plan/1'),
  mac: v.string(),
  files: v.array(v.unknown()),
});

/** Reads a plan from a file's text. @throws {MigrationError} `usage` when it is none, `changed` when it does not verify */
export function readPlan(text: string, state: StateDirectory): Plan {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new MigrationError('usage', 'the plan is not JSON', 'unleak migrate --plan-out writes one');
  }
  if (!v.is(envelope, data))
    throw new MigrationError('usage', 'the file is no plan', 'unleak migrate --plan-out writes one');
  const plan = data as unknown as Plan;
  checkPlan(plan, state, plan.program, plan.root);
  return plan;
}
