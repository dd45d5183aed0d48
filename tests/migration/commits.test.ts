import test from 'ava';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import {
  applyPlan,
  planMigration,
  splitCommits,
  verify,
  type ProofDocument,
} from '../../src/migration/index.ts';
import { findingsOf, git, madeUp } from './helpers.ts';
import { leaked, shop, shopFiles, shopWanted } from './shop.ts';
import { ServerStore, StoreServer } from './store-server.ts';

const flux = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: deploy, namespace: flux-system}
spec: {path: ./deploy, prune: true}
`;

// external-secrets/external-secrets#68: with prune the Secret goes before the operator has adopted it.
test('three commits: the Secrets are kept, the new objects come, the files change; what else is staged stays', async (t) => {
  const server = await StoreServer.start();
  t.teardown(() => server.stop());
  const one = await shop(
    t,
    new ServerStore(server.url),
    { ...shopFiles, 'clusters/flux.yaml': flux, 'other.txt': 'a\n' },
    shopWanted,
  );
  const out = await applyPlan(await one.plan(), one.context());
  t.is(out.state, 'done', out.reason);
  const hook = join(one.root, '.git/hooks/pre-commit');
  writeFileSync(hook, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  writeFileSync(join(one.root, 'other.txt'), 'b\n');
  git(one.root, 'add', 'other.txt');
  git(one.root, 'config', 'user.name', 'T');
  git(one.root, 'config', 'user.email', 't@example.org');
  const commits = await splitCommits(out.id, one.context());
  t.is(commits.length, 3);
  t.is(git(one.root, 'status', '--porcelain').trim(), 'M  other.txt');
  const [kept, added, taken] = commits.map(({ paths }) => paths);
  t.deepEqual(kept, ['deploy/db.yaml']);
  t.true(added?.includes('deploy/kustomization.yaml') === true && added.includes('deploy/api-secrets.yaml'));
  t.deepEqual(taken?.toSorted(), ['deploy/api.yaml', 'deploy/db.yaml', 'deploy/worker.yaml']);
  const at = (index: number, path: string): string =>
    git(one.root, 'show', `${commits[index]?.oid ?? ''}:${path}`);
  t.is(
    (parse(at(0, 'deploy/db.yaml')) as { metadata: { annotations: Record<string, string> } }).metadata
      .annotations['kustomize.toolkit.fluxcd.io/prune'],
    'disabled',
  );
  t.regex(at(2, 'deploy/db.yaml'), /kind: ExternalSecret/);
  t.is(at(2, 'deploy/api.yaml'), readFileSync(join(one.root, 'deploy/api.yaml'), 'utf8'));
});

test('without a commit before, or with files that were not committed, nothing is committed', async (t) => {
  const server = await StoreServer.start();
  t.teardown(() => server.stop());
  const one = await shop(
    t,
    new ServerStore(server.url),
    { 'db.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {a: ${madeUp(81, 20)}}\n` },
    {},
  );
  const path = join(one.root, 'db.yaml');
  writeFileSync(path, `${readFileSync(path, 'utf8')}# more\n`);
  git(one.root, 'add', '-A');
  const context = one.context();
  const plan = await planMigration({ ...context, findings: findingsOf(one.root, { 'db.yaml': /\.a$/ }) });
  const out = await applyPlan(plan, context);
  t.is(out.state, 'done', out.reason);
  await t.throwsAsync(splitCommits(out.id, context), { message: /db\.yaml was not committed before/ });
  t.is(git(one.root, 'rev-list', '--count', 'HEAD').trim(), '1');
});

test('the proof for programs: keyed, free of values, made again by verify; live references are fetched', async (t) => {
  const server = await StoreServer.start();
  t.teardown(() => server.stop());
  const one = await shop(t, new ServerStore(server.url));
  const out = await applyPlan(await one.plan(), one.context({ checkLive: true }));
  const proof = out.proofDocument as ProofDocument;
  t.like(proof, { schema: 'unleak-proof/1', migration: out.id, passed: true });
  t.is(proof.checks.filter(({ check }) => check === 'live').length, proof.stored.length);
  t.true(proof.files.every(({ fingerprint }) => /^[0-9a-f]+$/.test(fingerprint ?? '')));
  const { mac, ...rest } = proof;
  t.is(one.state.mac('proof', Buffer.from(JSON.stringify(rest))), mac);
  for (const text of Object.values(leaked)) t.false(JSON.stringify(proof).includes(text));
  const again = await verify(out.id, one.context());
  t.deepEqual(again.proofDocument?.files, proof.files);
  t.is(
    again.proofDocument?.checks.some(({ check }) => check === 'live'),
    false,
  );
  const first = server.held.get(proof.stored[0]?.name ?? '');
  if (first !== undefined) first.deleted = true;
  const gone = await verify(out.id, one.context({ checkLive: true }));
  t.is(gone.state, 'stopped');
});
