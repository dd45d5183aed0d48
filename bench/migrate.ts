// 1,000 secrets to AWS Secrets Manager (moto behind the tests' proxy), planned, put, read back, rewritten and proven, against a bare loop of the
// same SDK calls at the same concurrency. Each run is a process of its own; medians of wall and CPU seconds, most memory.
// `node bench/migrate.ts [RUNS] [SECRETS]`
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAwsStore } from '../providers/aws-secrets-manager.ts';
import { keepMemorySmall } from '../src/cli/memory.ts';
import { openState } from '../src/config/state.ts';
import { applyPlan, planMigration } from '../src/migration/index.ts';
import { findingsOf, madeUp, repository } from '../tests/migration/helpers.ts';
import { startAwsProxy, startMoto } from '../tests/services/aws.ts';
import { part } from '../tests/services/parts.ts';

const concurrency = 8;
const region = 'eu-west-1';
const [, self = '', first = '5', second = '1000', kind, folder = ''] = process.argv;
const [runs, count] = [Number(first), Number(second)];
const timesAllowed = 1.2;
const megabytesAllowed = 250;

interface Result {
  readonly wall: number;
  readonly cpu: number;
  readonly megabytes: number;
}

if (kind === 'bare') await measure(bare);
else if (kind === 'migrate') {
  keepMemorySmall();
  await measure(await migration());
} else await compare();

async function measure(work: () => Promise<void>): Promise<void> {
  const before = process.cpuUsage();
  const start = performance.now();
  await work();
  const wall = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const result: Result = {
    wall,
    cpu: (user + system) / 1e6,
    megabytes: process.resourceUsage().maxRSS / 1024,
  };
  process.stdout.write(JSON.stringify(result));
}

/** For each secret the five calls that a migration makes. */
async function bare(): Promise<void> {
  const client = new SecretsManagerClient({ region });
  let next = 0;
  const worker = async (work: (name: string) => Promise<unknown>): Promise<void> => {
    for (let n = next++; n < count; n = next++) await work(`bare/s${n}/x`);
  };
  const each = async (work: (name: string) => Promise<unknown>): Promise<void> => {
    next = 0;
    await Promise.all(Array.from({ length: concurrency }, () => worker(work)));
  };
  const describe = (SecretId: string): Promise<unknown> =>
    client.send(new DescribeSecretCommand({ SecretId })).catch(() => undefined);
  await each(describe);
  await each(async (Name) => {
    const ClientRequestToken = randomUUID();
    const SecretString = JSON.stringify({ password: madeUp(Number(/\d+/.exec(Name)?.[0]), 24) });
    await client.send(new CreateSecretCommand({ Name, ClientRequestToken, SecretString }));
    await client.send(new GetSecretValueCommand({ SecretId: Name, VersionId: ClientRequestToken }));
  });
  await each(describe);
  await each(describe);
  client.destroy();
}

/** A repository of as many Secrets, ten to a file; `@returns` the work to be measured. */
async function migration(): Promise<() => Promise<void>> {
  const paths = Array.from({ length: Math.ceil(count / 10) }, (_, n) => `deploy/secrets${n}.yaml`);
  const texts = paths.map((_, file) =>
    Array.from({ length: Math.min(10, count - file * 10) }, (__, at) => {
      const n = file * 10 + at;
      return `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s${n}\n  namespace: prod\nstringData:\n  password: ${madeUp(n, 24)}\n`;
    }).join('---\n'),
  );
  const root = repository(folder, Object.fromEntries(paths.map((path, n) => [path, texts[n] ?? ''])));
  const state = await openState(root, { HOME: folder, XDG_STATE_HOME: join(folder, 'state') });
  const findings = findingsOf(root, Object.fromEntries(paths.map((path) => [path, /password$/])));
  return async () => {
    const store = createAwsStore({ region });
    const { signal } = new AbortController();
    const common = { root, store, state, program: 'bench', signal };
    const plan = await planMigration({
      ...common,
      findings,
      options: { nameTemplate: 'ours/{object}/x', region },
    });
    const out = await applyPlan(plan, { ...common, noRender: true });
    if (out.state !== 'done' || out.entries.length !== count)
      throw new Error(`${out.state}: ${out.reason}, ${out.entries.length} of ${count}`);
    await store.close();
  };
}

async function compare(): Promise<void> {
  const program = part('moto_server');
  if (program === undefined) throw new Error('moto is not installed: run tests/services/install');
  const moto = await startMoto(program);
  const proxy = await startAwsProxy(moto.port);
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: proxy.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const results: Record<'bare' | 'migrate', Result[]> = { bare: [], migrate: [] };
  try {
    for (let run = 0; run < runs; run++)
      // In turns, and first the one, then the other: whatever else the machine does strikes both.
      for (const one of run % 2 === 0 ? (['bare', 'migrate'] as const) : (['migrate', 'bare'] as const)) {
        await fetch(`http://127.0.0.1:${moto.port}/moto-api/reset`, { method: 'POST' });
        const dir = mkdtempSync(join(tmpdir(), 'unleak-bench-'));
        const child = spawn(process.execPath, [self, first, second, one, dir], {
          env,
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let said = '';
        child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
        await once(child, 'close');
        rmSync(dir, { recursive: true, force: true });
        results[one].push(JSON.parse(said) as Result);
      }
  } finally {
    await proxy.stop();
    await moto.stop();
  }
  const median = (of: 'bare' | 'migrate', what: keyof Result): number =>
    results[of].map((result) => result[what]).toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? 0;
  for (const one of ['bare', 'migrate'] as const)
    console.log(
      `${one.padEnd(8)} ${median(one, 'wall').toFixed(2)} s wall, ${median(one, 'cpu').toFixed(2)} s CPU, ${Math.max(...results[one].map((result) => result.megabytes)).toFixed(0)} MB at most`,
    );
  // Each against the bare loop that ran beside it: a loaded machine strikes both.
  const ratios = results.migrate.map((one, n) => one.wall / (results.bare[n]?.wall ?? 1));
  const times = ratios.toSorted((x, y) => x - y)[Math.floor(runs / 2)] ?? 0;
  const most = Math.max(...results.migrate.map((result) => result.megabytes));
  const within = times <= timesAllowed && most <= megabytesAllowed;
  console.log(
    `${times.toFixed(2)} times the bare loop (each: ${ratios.map((one) => one.toFixed(2)).join(' ')})${within ? ', as promised' : '  MORE THAN PROMISED'}`,
  );
}
