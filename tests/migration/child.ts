// Runs one step of a migration in a process of its own, which a test may kill at any moment.
import { readFileSync } from 'node:fs';
import { openState } from '../../src/config/state.ts';
import { applyPlan, readPlan, resume, rollback, type Context } from '../../src/migration/index.ts';
import { openStoreAt } from './open-store.ts';
import { program } from './shop.ts';

const [, , step = '', root = '', id = '', planFile = '', where = ''] = process.argv;
const state = await openState(root);
// Some runs die at an event, so that every step is hit; the others at a moment that the parent picks.
const last = Number(process.env['DIE_AT_EVENT'] ?? Infinity);
let events = 0;
const context: Context = {
  root,
  store: await openStoreAt(where, root, process.env['HOME'] ?? ''),
  state,
  program,
  signal: new AbortController().signal,
  noRender: true,
  events: () => {
    if (events++ === last) process.kill(process.pid, 'SIGKILL');
  },
};
process.stdout.write('ready\n');
const out =
  step === 'apply'
    ? await applyPlan(readPlan(readFileSync(planFile, 'utf8'), state), context)
    : step === 'resume'
      ? await resume(id, context)
      : await rollback(id, context);
process.stdout.write(`${events}\n`);
process.exit(out.state === 'done' || out.state === 'rolled-back' ? 0 : 4);
