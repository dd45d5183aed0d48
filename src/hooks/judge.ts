import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { Config, State } from '../config/index.ts';
import { hookPlace, openRepository } from '../git/index.ts';
import type { GitPlace, Repository } from '../git/index.ts';
import { Masker, scan, scanPush } from '../scan/index.ts';
import type { Coverage, LiveFinding } from '../scan/index.ts';
import { configOf, noPolicy, readPolicies } from './policy.ts';
import type { Policy } from './policy.ts';
import { heldBy, readSettings, timeLimit, trustsPushed } from './remote.ts';
import type { HookSettings } from './remote.ts';
import { groupTips, independentTips } from './tips.ts';
import type { TipGroup } from './tips.ts';
import { HookError } from './types.ts';
import type { Detection, HookCall, Verdict } from './types.ts';
import type { RefUpdate } from './updates.ts';

/** What all steps of one hook share. Nothing here is made before it is needed. */
class Session {
  readonly call: HookCall;
  readonly place: GitPlace;
  #repository: Promise<Repository> | undefined;
  #state: Promise<State | undefined> | undefined;

  constructor(call: HookCall) {
    this.call = call;
    this.place = hookPlace(call.cwd);
  }

  readonly repository = (): Promise<Repository> =>
    (this.#repository ??= openRepository(this.call.cwd, { inherit: true }));

  /** undefined when the state cannot be used: ids are local then, and nothing can be allowed. */
  readonly state = (): Promise<State | undefined> => (this.#state ??= this.#open());

  readonly key = async (): Promise<Uint8Array | undefined> => (await this.state())?.key;

  async #open(): Promise<State | undefined> {
    const [{ openState }, { root, gitDir }] = await Promise.all([
      import('../config/index.ts'),
      this.repository(),
    ]);
    return openState(root ?? gitDir, this.call.env).catch(() => undefined);
  }
}

/** What was found and not accepted, and whether everything was read. */
interface Outcome {
  readonly coverage: Coverage;
  readonly findings: readonly LiveFinding[];
  readonly notes: readonly string[];
  /** Files whose content lies elsewhere. */
  readonly pointers: readonly string[];
  readonly detection: Detection;
}

/**
 * Scans what git is about to do, and decides. A finding that is merely possible warns; any other one stops.
 * @param updates - the refs that a push changes; undefined in the hooks of a commit
 */
export async function judge(call: HookCall, updates: readonly RefUpdate[] | undefined): Promise<Verdict> {
  const session = new Session(call);
  const outcomes = updates === undefined ? [await judgeCommit(session)] : await judgePush(session, updates);
  const findings = outcomes.flatMap((outcome) => outcome.findings);
  const unread = outcomes.map(({ coverage }) => coverage).find(({ state }) => state === 'incomplete');
  const pointers = outcomes.flatMap((outcome) => outcome.pointers);
  if (findings.length === 0 && unread === undefined && pointers.length === 0)
    return { allowed: true, message: '' };
  const { findingsMessage, incompleteMessage, pointerMessage, warningMessage } = await import('./message.ts');
  const open = findings.filter(({ status }) => status === 'open' || status === 'migrated-rotate');
  const server = call.type === 'pre-receive' || call.type === 'update';
  const [first] = outcomes;
  let left: readonly LiveFinding[] = open;
  if (!server && open.length > 0 && first !== undefined) {
    const { withoutAllowed } = await import('./allow.ts');
    left = await withoutAllowed(open, call, first.detection.engine, await session.state());
  }
  const stopping = left.filter(({ confidence }) => confidence !== 'possible');
  if (stopping.length > 0) {
    const { rewriting } = await import('./way-out.ts');
    const places = stopping.flatMap((finding) => finding.places.slice(0, 1));
    const notes = [...new Set(outcomes.flatMap((outcome) => outcome.notes))];
    return {
      allowed: false,
      message: findingsMessage(stopping, {
        type: call.type,
        rewriting: updates === undefined ? [] : await rewriting(places, await session.repository(), updates),
        notes,
      }),
    };
  }
  if (unread !== undefined) return { allowed: false, message: incompleteMessage(unread, call.type) };
  const warnings = left.length === 0 ? '' : warningMessage(left, call.type);
  return { allowed: true, message: warnings + pointerMessage(pointers) };
}

async function judgePush(session: Session, updates: readonly RefUpdate[]): Promise<Outcome[]> {
  const { call, place } = session;
  const include = [...new Set(updates.flatMap((update) => update.wanted ?? []))];
  const local = call.type === 'pre-push';
  const [name = '', url = ''] = call.args;
  // Children first, for they work while the detectors are loaded here.
  const asking = settingsOf(call);
  const asked = Promise.all([
    asking,
    (local ? Promise.resolve(true) : asking.then(trustsPushed)).then((trusted) =>
      trusted ? readPolicies(place, include, call.signal) : undefined,
    ),
  ]);
  // It may fail while the detectors load, and is looked at only then.
  asked.catch(() => {});
  const detect = await call.detection();
  const [settings, policies] = await asked;
  const groups =
    policies === undefined
      ? [{ policy: noPolicy, tips: include, others: [] }]
      : await groupTips(place, include, policies);
  const names = updates.flatMap(({ ref, wanted }) => (wanted === undefined ? [] : ref));
  const range = {
    // Where a push goes on a server, everything that a ref reaches is there already.
    exclude: local ? [...new Set(updates.flatMap((update) => update.there ?? []))] : [],
    held: local ? heldBy(settings, name, url) : { prefix: 'refs/', without: [] },
  };
  const outcomes: Outcome[] = [];
  for (const group of groups)
    outcomes.push(await judgeGroup(session, detect, group, range, names, policies !== undefined));
  return outcomes;
}

async function settingsOf({ type, cwd, limit }: HookCall): Promise<HookSettings> {
  const settings = await readSettings(cwd, type === 'pre-receive' || type === 'update');
  const seconds = timeLimit(settings);
  if (seconds !== undefined) limit(seconds);
  return settings;
}

async function judgeGroup(
  session: Session,
  detect: (config: Config | undefined) => Promise<Detection>,
  { policy, tips, others }: TipGroup,
  { exclude, held }: { exclude: readonly string[]; held: ReturnType<typeof heldBy> },
  names: readonly string[],
  trusted: boolean,
): Promise<Outcome> {
  const { call, place, repository, key } = session;
  const config = await configOf(policy);
  const detection = await detect(config);
  const { engine, accept, choice } = detection;
  // A name is short: what looks at one in vain looked at all of them.
  if (engine.find(Buffer.from(names.join('\n'))).length > 0) {
    const mask = new Masker(engine);
    if (names.some((name) => mask.mask(name) !== name))
      throw new HookError('the name of a branch or tag holds a secret', 'rename it: git branch -m');
  }
  const range = {
    include: tips,
    exclude: [...exclude, ...others],
    ...(held === undefined ? {} : { held }),
  };
  const independent = async (): Promise<readonly string[]> =>
    trusted ? (await independentTips(place, tips)).independent : [];
  const { coverage, findings, pointers } = await scanPush(
    { engine, version: call.version, now: call.now, accept, signal: call.signal },
    { place, range, repository, choice, key, trees: independent },
  );
  const of = trusted && findings.length > 0 ? await independent() : [];
  const left = await accepted(session, policy, config, findings, of, trusted);
  return { coverage, pointers, notes: left.notes, findings: left.findings.map(inHistory), detection };
}

/** What the pushed trees hold was looked at for comments; what is told is the commit that brought it. */
function inHistory(finding: LiveFinding): LiveFinding {
  const places = finding.places.filter(({ kind }) => kind !== 'file');
  return places.length === 0 ? finding : { ...finding, places };
}

async function judgeCommit(session: Session): Promise<Outcome> {
  const { call, place } = session;
  const index = '';
  const asked = Promise.all([readPolicies(place, [index], call.signal), settingsOf(call)]);
  asked.catch(() => {});
  const detect = await call.detection();
  const [policies] = await asked;
  const policy = policies.get(index) ?? noPolicy;
  const config = await configOf(policy);
  const detection = await detect(config);
  const key = await session.key();
  const settings = {
    engine: detection.engine,
    version: call.version,
    now: call.now,
    signal: call.signal,
    accept: detection.accept,
    ...(key === undefined ? {} : { key }),
  };
  const { root } = await session.repository();
  const { coverage, findings } =
    call.type === 'pre-commit'
      ? await scan({ ...settings, paths: [root ?? call.cwd], cwd: call.cwd, staged: true, inherit: true })
      : await scan({ ...settings, paths: ['-'], cwd: call.cwd, stdin: Readable.from([await message(call)]) });
  return {
    coverage,
    pointers: [],
    detection,
    ...(await accepted(session, policy, config, findings, 'index', true)),
  };
}

/** The message of a commit, without what `git commit -v` shows below its line. */
async function message({ args: [file], cwd }: HookCall): Promise<Buffer> {
  if (file === undefined)
    throw new HookError('git gave no message file', 'the hook commit-msg is called by git');
  const bytes = await readFile(resolve(cwd, file));
  const cut = bytes.indexOf('# ------------------------ >8 ------------------------');
  return cut === -1 ? bytes : bytes.subarray(0, cut);
}

async function accepted(
  { repository, state, call }: Session,
  policy: Policy,
  config: Config | undefined,
  findings: readonly LiveFinding[],
  of: 'index' | readonly string[],
  trusted: boolean,
): Promise<{ readonly findings: readonly LiveFinding[]; readonly notes: readonly string[] }> {
  if (!trusted || findings.length === 0) return { findings, notes: [] };
  const { withoutAccepted } = await import('./accepted.ts');
  return withoutAccepted(findings, {
    policy,
    config,
    repository: await repository(),
    state: await state(),
    now: call.now,
    of,
  });
}
