import type { ExecutionContext } from 'ava';
import type { State } from '../../src/config/state.ts';
import type { Context, MigrationEvent, Plan, PlanOptions, Store } from '../../src/migration/index.ts';
import { planMigration } from '../../src/migration/index.ts';
import type { LiveFinding } from '../../src/scan/index.ts';
import { findingsOf, madeUp, repository, rescanFor, state, temporary, type Files } from './helpers.ts';

export const program = '0.0.0-test';

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The values that leak in the shop, by where they stand. */
export const leaked = {
  database: madeUp(1, 24),
  api: madeUp(2, 32),
  worker: madeUp(3, 28),
  text: `${madeUp(4, 16)}\n`,
};

/** A repository as teams have them: a kustomization, a Secret among other objects, workloads with literals. */
export const shopFiles: Files = {
  'deploy/kustomization.yaml':
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - db.yaml\n  - api.yaml\n  - worker.yaml\n',
  'deploy/db.yaml': `# the database
apiVersion: v1
kind: Secret
metadata:
  name: db
  namespace: prod
  labels: {app: db}
  annotations:
    note: keep
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"v1","kind":"Secret","data":{"password":"${base64(leaked.database)}"},"metadata":{"name":"db"}}
type: Opaque
data:
    user: ${base64('admin')}
    password: ${base64(leaked.database)} # rotate
stringData:
    motd: |
      ${leaked.text}
`,
  'deploy/api.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: prod
spec:
  template:
    spec:
      containers:
        - name: api
          image: registry.example.org/api:1
          env:
            - name: API_TOKEN
              value: "${leaked.api}" # the partner's
            - { name: WORKER_KEY, value: ${leaked.worker} }
            - name: PORT
              value: "8080"
          envFrom:
            - secretRef: { name: db }
`,
  'deploy/worker.yaml': `apiVersion: batch/v1\r
kind: CronJob\r
metadata:\r
  name: worker\r
  namespace: prod\r
spec:\r
  jobTemplate:\r
    spec:\r
      template:\r
        spec:\r
          containers:\r
          - name: worker\r
            env:\r
            - value: ${leaked.worker}\r
              name: WORKER_KEY\r
`,
};

export const shopWanted: Readonly<Record<string, RegExp>> = {
  'deploy/db.yaml': /[dD]ata\.(?:password|motd)$/,
  'deploy/api.yaml': /env\[[01]\]\.value$/,
  'deploy/worker.yaml': /env\[0\]\.value$/,
};

export interface Shop {
  readonly dir: string;
  readonly root: string;
  readonly store: Store;
  readonly state: State;
  readonly findings: readonly LiveFinding[];
  readonly events: MigrationEvent[];
  readonly plan: (options?: Partial<PlanOptions>) => Promise<Plan>;
  readonly context: (more?: Partial<Context>) => Context;
}

/** The shop in a git repository of its own, with its state beside it. */
export async function shop(
  t: ExecutionContext,
  makeStore: Store | ((root: string, home: string) => Store),
  files: Files = shopFiles,
  wanted: Readonly<Record<string, RegExp>> = shopWanted,
): Promise<Shop> {
  const dir = temporary(t);
  const root = repository(dir, files);
  const store = typeof makeStore === 'function' ? makeStore(root, dir) : makeStore;
  const findings = findingsOf(root, wanted);
  const where = await state(dir, root);
  const events: MigrationEvent[] = [];
  const { signal } = new AbortController();
  return {
    dir,
    root,
    store,
    state: where,
    findings,
    events,
    plan: (options = {}) => planMigration({ root, findings, store, state: where, program, options, signal }),
    context: (more = {}) => ({
      root,
      store,
      state: where,
      program,
      signal,
      // Many small runs: the one that is about rendering asks for it.
      noRender: true,
      events: (event) => events.push(event),
      rescan: rescanFor(root, findings),
      ...more,
    }),
  };
}
