import test, { type ExecutionContext } from 'ava';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, type Run } from '../cli/run.ts';
import { startAwsProxy, startMoto, type Running } from '../services/aws.ts';
import { startGcp } from '../services/gcp/server.ts';
import { need, part } from '../services/parts.ts';
import { madeUp, repository, snapshot, temporary } from './helpers.ts';
import { awsEnvironment } from './store-kinds.ts';

/** `unleak migrate` as an operator types it, against the real servers. */

const password = `${madeUp(91, 20)}!9`;
const token = `${madeUp(92, 20)}!9`;
const files = {
  'deploy/prod/db.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: prod}\nstringData:\n  password: "${password}"\n`,
  'deploy/test/api.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: api, namespace: test}\nstringData:\n  password: "${token}"\n`,
};

let moto: Running | undefined;
test.before(async () => {
  const program = part('moto_server');
  if (program !== undefined) moto = await startMoto(program);
});
test.after.always(async () => moto?.stop());

interface World {
  readonly root: string;
  readonly unleak: (...args: readonly string[]) => Promise<Run>;
  /** Presses Ctrl-C in the run that is on. */
  readonly interrupt: () => void;
}

function world(t: ExecutionContext, env: Readonly<Record<string, string>>): World {
  const dir = temporary(t);
  const root = repository(dir, files);
  let kill: ((signal: NodeJS.Signals) => void) | undefined;
  const unleak = async (...args: readonly string[]): Promise<Run> => {
    const ran = await run(args, {
      cwd: root,
      home: dir,
      env: { ...awsEnvironment, ...env },
      started: (with_) => (kill = with_),
    });
    for (const value of [password, token])
      for (const form of [value, Buffer.from(value).toString('base64')])
        t.false(`${ran.stdout}${ran.stderr}`.includes(form), 'no value in what is printed');
    return ran;
  };
  return { root, unleak, interrupt: () => kill?.('SIGINT') };
}

test('AWS: plan, apply, status, verify, rollback, and what is said when something is wrong', async (t) => {
  const server = moto;
  if (need(t, 'moto_server') === undefined || server === undefined) return;
  const proxy = await startAwsProxy(server.port);
  t.teardown(() => proxy.stop());
  const env = { AWS_ENDPOINT_URL_SECRETS_MANAGER: proxy.url };
  const { root, unleak, interrupt } = world(t, { ...env, AWS_REGION: 'eu-west-1' });
  const wrong = await unleak('migrate', '--to', 'aws', '--dry-run', '--name-template', '{stage}/{name}');
  t.is(wrong.code, 2);
  t.regex(wrong.stderr, /asks for \{stage\}, which there is not\n.*hint: fields are \{repository\}/);
  const planned = await unleak(
    'migrate',
    '--to',
    'aws',
    '--plan-out',
    'plan.json',
    '--name-template',
    'ci/{env}/{name}',
  );
  t.is(planned.code, 0, planned.stderr);
  t.regex(planned.stderr, /create ci\/prod\/db \(password\)/);
  t.regex(planned.stderr, /secretsmanager:CreateSecret/, 'the policies are part of the plan');
  t.regex(planned.stderr, /region: eu-west-1/, 'the store stub has the region of the environment');
  const applied = await unleak('migrate', 'apply', 'plan.json', '--json');
  t.is(applied.code, 0, applied.stderr);
  const events = applied.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; state?: string });
  t.deepEqual(events.at(-1)?.state, 'done');
  t.is(events.filter((event) => event.type === 'stored').length, 2);
  t.is((await unleak('migrate', 'apply', 'plan.json')).code, 2);
  const { stderr: status } = await unleak('migrate', 'status');
  t.regex(status, /done {2}AWS Secrets Manager .* stored 2\/2, files 3\/3|files 4\/4/);
  t.regex(
    status,
    /rotate these, then .*\n {2}deploy\/prod\/db\.yaml .*\n {4}1 commit holds it, since [-\d]{10}, on main\n {4}brought by deploy\/prod\/db\.yaml:5 [0-9a-f]{12}\n/,
  );
  t.is((await unleak('migrate', 'verify')).code, 0);
  const back = await unleak('migrate', 'rollback');
  t.is(back.code, 0, back.stderr);
  t.like(snapshot(root), files);
  const again = await unleak('migrate', '--to', 'aws', '--yes', '--name-template', 'ci/{env}/{name}');
  t.is(again.code, 2);
  t.regex(again.stderr, /ci\/prod\/db is scheduled for deletion; ci\/test\/api is scheduled for deletion/);
  t.regex(again.stderr, /hint: .*aws secretsmanager restore-secret brings one back/);
  proxy.faults.add({ action: 'CreateSecret', kind: 'unauthorized', times: 99 });
  const stopped = await unleak('migrate', '--to', 'aws', '--yes');
  t.is(stopped.code, 4, stopped.stderr);
  t.regex(stopped.stderr, /AWS does not accept the credentials \(ExpiredTokenException\)\n {2}aws sts/);
  t.like(snapshot(root), files);
  proxy.faults.clear();
  let pressed = false;
  proxy.before = (action) => {
    if (action === 'CreateSecret' && !pressed) interrupt();
    pressed ||= action === 'CreateSecret';
    return Promise.resolve();
  };
  const interrupted = await unleak('migrate', 'resume');
  t.is(interrupted.code, 4, interrupted.stderr);
  t.regex(interrupted.stderr, /stopped as asked\n {2}unleak migrate resume /);
  t.like(snapshot(root), files, 'no file was begun');
  t.is((await unleak('migrate', 'resume')).code, 0);
  const nowhere = await world(t, { ...env, AWS_REGION: '' }).unleak('migrate', '--to', 'aws', '--dry-run');
  t.regex(nowhere.stderr, /error: which AWS region\?\n.*--region/);
});

test('GCP: replication is asked for, kept in the plan, and no credentials are no crash', async (t) => {
  const server = await startGcp();
  t.teardown(() => server.stop());
  const { root, unleak } = world(t, {
    CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER: `http://127.0.0.1:${server.restPort}/`,
    GOOGLE_CLOUD_PROJECT: 'p',
  });
  const asked = await unleak('migrate', '--to', 'gcp', '--dry-run');
  t.is(asked.code, 2);
  t.regex(asked.stderr, /can never be changed, and was not said\n.*--replication automatic/);
  const planned = await unleak(
    'migrate',
    '--to',
    'gcp',
    '--replication',
    'europe-west3,europe-west4',
    '--plan-out',
    'plan.json',
  );
  t.is(planned.code, 0, planned.stderr);
  t.regex(planned.stderr, /secretmanager\.versions\.add/);
  t.regex(planned.stderr, /roles\/unleakCreator/);
  t.is((await unleak('migrate', 'apply', 'plan.json')).code, 0);
  const held = server.state.handle('GetSecret', { name: 'projects/p/secrets/shop-prod-db' });
  t.deepEqual(held['replication'], {
    userManaged: { replicas: [{ location: 'europe-west3' }, { location: 'europe-west4' }] },
  });
  t.is((await unleak('migrate', 'rollback')).code, 0);
  t.like(snapshot(root), files);
  writeFileSync(
    join(root, 'plan.json'),
    readFileSync(join(root, 'plan.json'), 'utf8').replace('prod-db', 'prod-xy'),
  );
  t.regex((await unleak('migrate', 'apply', 'plan.json')).stderr, /the plan does not verify/);
  const without = world(t, { METADATA_SERVER_DETECTION: 'none' });
  const refused = await without.unleak(
    'migrate',
    '--to',
    'gcp',
    '--project',
    'p',
    '--replication',
    'automatic',
    '--dry-run',
  );
  t.is(refused.code, 2);
  t.regex(refused.stderr, /no credentials were found\n.*gcloud auth application-default login/);
});
