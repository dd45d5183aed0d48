import test from 'ava';
import fc from 'fast-check';
import {
  applySuppressions,
  emptyConfig,
  formatBaseline,
  keyId,
  parseBaseline,
  updateBaseline,
  valueTag,
} from '../../src/config/index.ts';
import type {
  Baseline,
  ChangeHistory,
  State,
  SuppressionContext,
  Suppressed,
} from '../../src/config/index.ts';
import type { LiveFinding } from '../../src/scan/index.ts';
import { scan } from '../../src/scan/index.ts';
import { changeHistory } from '../../src/cli/suppression.ts';
import { openRepository } from '../../src/git/index.ts';
import { TestRepository } from '../helpers/repository.ts';
import { engine, file, live, now, password, stateFor, temporary, writeFiles } from './world.ts'; // prettier-ignore

const today = '2026-09-21';

function accept(
  findings: readonly LiveFinding[],
  state: State,
  old?: Baseline,
  change: object = {},
): Baseline {
  return updateBaseline(
    findings,
    (finding) => valueTag(state, finding.detector, finding.value),
    old,
    { key: keyId(state), today, ...change },
    true,
  ).baseline;
}

async function apply(
  findings: readonly LiveFinding[],
  baseline: Baseline,
  state: State | undefined,
  history?: ChangeHistory,
): Promise<Suppressed> {
  const context: SuppressionContext = {
    config: emptyConfig,
    baseline: { name: '.unleak-baseline.json', content: parseBaseline('b', formatBaseline(baseline)) },
    ...(state === undefined ? {} : { state }),
    ...(history === undefined ? {} : { history }),
    now,
    complete: true,
  };
  return applySuppressions(findings, context);
}

const unmoved: ChangeHistory = {
  movedTo: async () => new Set(),
  unchangedSince: async () => false,
  isAncestor: async () => false,
};

test('what is accepted is hidden with its reason; a changed value on the line is new', async (t) => {
  const root = temporary(t);
  const state = await stateFor(root, root);
  const baseline = accept([live(password(1), [file('a.env', 3)])], state, undefined, { reason: 'legacy' });
  const same = await apply([live(password(1), [file('a.env', 9)])], baseline, state);
  t.is(same.findings.length, 0);
  t.deepEqual(same.accepted[0]?.suppression, { by: 'baseline', reason: 'legacy' });
  t.is((await apply([live(password(2), [file('a.env', 3)])], baseline, state)).findings.length, 1);
  t.is((await apply([live(password(1), [file('b.env', 3)])], baseline, state, unmoved)).findings.length, 1);
});

test('an entry covers as many places as it recorded, its own path first', async (t) => {
  const root = temporary(t);
  const state = await stateFor(root, root);
  const baseline = accept([live(password(1), [file('a.env', 1), file('a.env', 2)])], state);
  const moved: ChangeHistory = { ...unmoved, movedTo: async () => new Set(['z.env']) };
  const places = [file('0.env'), file('a.env', 5), file('a.env', 6), file('z.env')];
  const { findings } = await apply([live(password(1), places)], baseline, state, moved);
  t.deepEqual(
    findings[0]?.places.map((place) => place.path),
    ['0.env', 'z.env'],
  );
});

test('the history of an accepted path is accepted; another path of the past is not', async (t) => {
  const root = temporary(t);
  const state = await stateFor(root, root);
  const baseline = accept([live(password(1), [file('a.env')])], state);
  const past = (path: string) => ({ kind: 'history', path, line: 1, blob: 'b'.repeat(40), commit: 'c'.repeat(40) }) as const; // prettier-ignore
  const { findings } = await apply(
    [live(password(1), [file('a.env'), past('a.env'), past('old.env')])],
    baseline,
    state,
    unmoved,
  );
  t.deepEqual(
    findings[0]?.places.map((place) => place.path),
    ['old.env'],
  );
});

test('an entry that has expired hides nothing, and that is said', async (t) => {
  const root = temporary(t);
  const state = await stateFor(root, root);
  const one = live(password(1), [file('a.env')]);
  const result = await apply([one], accept([one], state, undefined, { until: '2020-01-01' }), state);
  t.is(result.findings.length, 1);
  t.regex(result.notes.join('\n'), /1 entries have expired/);
});

test('writing again keeps reason, author and end, drops what is gone, and is byte for byte the same', async (t) => {
  const root = temporary(t);
  const state = await stateFor(root, root);
  const [a, b] = [live(password(1), [file('a.env')]), live(password(2), [file('b.env')])];
  const first = accept([a, b], state, undefined, { reason: 'legacy', by: 'ada', until: '2030-01-01' });
  const again = accept([b, a], state, first, { reason: undefined, by: 'bob' });
  t.is(formatBaseline(again), formatBaseline(first));
  const less = updateBaseline([a], (one) => valueTag(state, one.detector, one.value), first, { key: keyId(state), today }, true); // prettier-ignore
  t.deepEqual([less.added, less.kept, less.pruned], [0, 1, 1]);
  const partial = updateBaseline([a], (one) => valueTag(state, one.detector, one.value), first, { key: keyId(state), today }, false); // prettier-ignore
  t.is(partial.baseline.entries.length, 2);
});

test('the file holds no value and nothing to test a guess against', async (t) => {
  const root = temporary(t);
  const [mine, theirs] = [await stateFor(root, root), await stateFor(temporary(t), root)];
  const one = live(password(1), [file('a.env')]);
  const text = formatBaseline(accept([one], mine));
  t.false(text.includes(password(1)));
  t.not(text, formatBaseline(accept([one], theirs)));
});

test('a file that is no baseline is an error with what to do, and quotes nothing', (t) => {
  for (const text of ['{', '[]', '{"schema":"unleak-baseline/2"}', '<<<<<<< ours\n{"zq81xv": 1}']) {
    const error = t.throws(() => parseBaseline('.unleak-baseline.json', text));
    t.false(error.message.includes('zq81xv'));
  }
});

test('baselines of two branches merge with git’s union, and cover what either covered', async (t) => {
  const repository = new TestRepository();
  t.teardown(() => repository.remove());
  const state = await stateFor(repository.folder, temporary(t));
  const findings = Array.from({ length: 9 }, (_, n) => live(password(n), [file(`f${n}.env`)]));
  const write = (list: readonly number[]): string =>
    formatBaseline(
      accept(
        list.flatMap((n) => findings[n] ?? []),
        state,
      ),
    );
  const name = '.unleak-baseline.json';
  repository.commit('base', { '.gitattributes': `${name} merge=union\n`, [name]: write([1, 4]) });
  repository.git('checkout', '--quiet', '-b', 'topic');
  repository.commit('topic', { [name]: write([1, 2, 4, 8]) });
  repository.git('checkout', '--quiet', 'main');
  repository.commit('main', { [name]: write([0, 1, 3, 4, 7]) });
  repository.git('merge', '--quiet', '-m', 'both', 'topic');
  const merged = parseBaseline(name, repository.git('show', `HEAD:${name}`));
  const { findings: left } = await apply(findings, merged, state, unmoved);
  t.deepEqual(
    left.map((one) => one.places[0]?.path),
    ['f5.env', 'f6.env'],
  );
});

/** Scans the working tree with the real engine. */
async function scanTree(folder: string): Promise<readonly LiveFinding[]> {
  const result = await scan({
    paths: [folder],
    cwd: folder,
    engine: engine(),
    version: '0',
    history: false,
    now,
  });
  return result.findings;
}

const filler = Array.from({ length: 14 }, (_, n) => `setting_${n}: value${n}`);
const withSecret = (value: string, at = 5): string =>
  [...filler.slice(0, at), `db_password: "${value}"`, ...filler.slice(at)].join('\n').concat('\n');

test('real git: a rename, a rename with an edit, a split, and a chain of them are followed; a copied value is not', async (t) => {
  const repository = new TestRepository();
  t.teardown(() => repository.remove());
  const { folder } = repository;
  const state = await stateFor(folder, temporary(t));
  const value = password('moved');
  repository.commit('first', { 'config/app.yaml': withSecret(value) });
  const baseline = accept(await scanTree(folder), state);
  t.is(baseline.entries.length, 1);
  const open = async (): Promise<number> => {
    const history = changeHistory(await openRepository(folder));
    return (await apply(await scanTree(folder), baseline, state, history)).findings.length;
  };
  t.is(await open(), 0);
  repository.git('mv', 'config/app.yaml', 'config/main.yaml');
  t.is(await open(), 0, 'staged, not committed');
  repository.commit('rename', { 'config/main.yaml': withSecret(value, 9).replaceAll('\n', '\r\n') });
  t.is(await open(), 0, 'with an edit');
  repository.git('mv', 'config/main.yaml', 'config/last.yaml');
  repository.commit('again');
  t.is(await open(), 0, 'over two steps');
  repository.git('rm', '--quiet', 'config/last.yaml');
  const half = withSecret(value).split('\n');
  repository.commit('split', { 'config/a.yaml': `${half.slice(0, 8).join('\n')}\n`, 'config/b.yaml': half.slice(8).join('\n') });
  t.is(await open(), 0, 'split');
  repository.commit('copied', { 'src/other.yaml': `api:\n  db_password: "${value}"\n` });
  t.is(await open(), 1, 'a second place is new');
}); // prettier-ignore

test('without the key a line that git knows unchanged stays hidden, an edited one is new, and the report says so', async (t) => {
  const repository = new TestRepository();
  t.teardown(() => repository.remove());
  const { folder } = repository;
  const [mine, theirs] = [await stateFor(folder, temporary(t)), await stateFor(folder, temporary(t))];
  const commit = repository.commit('first', { 'a.yaml': withSecret(password('one')), 'b.yaml': withSecret(password('two')) });
  const baseline = accept(await scanTree(folder), mine, undefined, { commit });
  const open = async (): Promise<Suppressed> =>
    apply(await scanTree(folder), baseline, theirs, changeHistory(await openRepository(folder)));
  const first = await open();
  t.is(first.findings.length, 0);
  t.regex(first.notes.join('\n'), /baseline unverified/);
  writeFiles(folder, { 'a.yaml': `# moved\n${withSecret(password('one'))}`, 'b.yaml': withSecret(password('new')) });
  t.deepEqual((await open()).findings.map((one) => one.places[0]?.path), ['b.yaml']);
}); // prettier-ignore

type Edit = 'above' | 'below' | 'indent' | 'crlf' | 'reorder' | 'comment' | 'quote';
const harmless = fc.constantFrom<Edit>('above', 'below', 'indent', 'crlf', 'reorder', 'comment', 'quote');

function edit(text: string, how: Edit, n: number): string {
  const lines = text.split('\n');
  switch (how) {
    case 'above':
      return `${`note_${n}: x\n`.repeat(1 + (n % 4))}${text}`;
    case 'below':
      return `${text}note_${n}: y\n`;
    case 'indent':
      return `group_${n}:\n${lines.map((line) => (line === '' ? line : `  ${line}`)).join('\n')}`;
    case 'crlf':
      return text.replaceAll('\r', '').replaceAll('\n', '\r\n');
    case 'reorder':
      return text.includes('group_') ? text : `${lines.slice(0, -1).toReversed().join('\n')}\n`;
    case 'comment':
      return `# ${n}\n${text}`;
    case 'quote':
      return text.replace(/(db_password: )"([^"]*)"/, "$1'$2'");
  }
}

test('random edits that keep the values keep them hidden; a changed or an added one is never hidden', async (t) => {
  const root = temporary(t);
  const state = await stateFor(root, root);
  const folder = temporary(t);
  let wrong = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(harmless, fc.nat(99)), { maxLength: 6 }), fc.nat(1e9), async (edits, seed) => {
      const value = password(seed);
      const before = withSecret(value, seed % 14);
      writeFiles(folder, { 'app.yaml': before });
      const baseline = accept(await scanTree(folder), state);
      let after = before;
      for (const [how, n] of edits) after = edit(after, how, n);
      writeFiles(folder, { 'app.yaml': after });
      const kept = await apply(await scanTree(folder), baseline, state, unmoved);
      const changed = password(`${seed} changed`);
      writeFiles(folder, { 'app.yaml': after.replace(value, changed) });
      const replaced = await apply(await scanTree(folder), baseline, state, unmoved);
      writeFiles(folder, { 'app.yaml': `${after}${after.endsWith('\n') ? '' : '\n'}admin_password: "${changed}"\n` });
      const added = await apply(await scanTree(folder), baseline, state, unmoved);
      if (kept.findings.length !== 0 || replaced.findings.length !== 1 || added.findings.length !== 1) wrong++;
      t.deepEqual([kept, replaced, added].map((one) => one.findings.length), [0, 1, 1], after.replace(value, '****'));
    }),
    { numRuns: process.env['UNLEAK_LONG'] === undefined ? 100 : 5000 },
  );
  t.is(wrong, 0);
}); // prettier-ignore
