// Runs one step of a migration in a process of its own, which a test may kill at any moment.
import { readFileSync } from 'node:fs';
import { openState } from '../../src/config/state.ts';
import {
  applyPlan,
  readPlan,
  resume,
  rollback,
  type Context,
  type Store,
} from '../../src/migration/index.ts';
import { program } from './shop.ts';
import { openSops } from './sops-store.ts';
import { ServerStore } from './store-server.ts';

const [, , step = '', root = '', id = '', planFile = '', url = ''] = process.argv;
const state = await openState(root);
const store: Store = url === 'sops' ? openSops(root, process.env['HOME'] ?? '') : new ServerStore(url);
// Some runs die at an event, so that every step is hit; the others at a moment that the parent picks.
let events = Number(process.env['DIE_AT_EVENT'] ?? Infinity);
const context: Context = {
  root,
  store,
  state,
  program,
  signal: new AbortController().signal,
  noRender: true,
  events: () => {
    if (events-- === 0) process.kill(process.pid, 'SIGKILL');
  },
};
process.stdout.write('ready\n');
const out =
  step === 'apply'
    ? await applyPlan(readPlan(readFileSync(planFile, 'utf8'), state), context)
    : step === 'resume'
      ? await resume(id, context)
      : await rollback(id, context);
process.stdout.write(`${out.state}\n`);
process.exit(out.state === 'done' || out.state === 'rolled-back' ? 0 : 4);
