import test from 'ava';
import { Ajv } from 'ajv';
import * as v from 'valibot';
import { Arguments } from '../../src/cli/flags.ts';
import { configJsonSchema } from '../../src/config/json-schema.ts';
import { configSchema } from '../../src/config/schema.ts';

test('what is not given is as the configuration has it, and what is given wins', (t) => {
  const store = { code: true, pin: true, composite: 'template', proofOut: 'proof.json' } as const;
  const args = new Arguments({ code: undefined, pin: false, 'proof-out': ['mine.json'] }).or(store);
  t.true(args.on('code'));
  t.false(args.on('pin'));
  t.is(args.text('composite'), 'template');
  t.is(args.text('proof-out'), 'mine.json');
  t.false(args.on('split-commits'));
});

test('the options of a migration: both schemas agree, and a proof stays below the working folder', (t) => {
  const valid = new Ajv({ strict: false }).compile(configJsonSchema);
  const agree = (store: object, expected: boolean): void => {
    t.is(v.is(configSchema, { store }), expected, JSON.stringify(store));
    t.is(valid({ store }), expected, JSON.stringify(store));
  };
  agree(
    { style: 'secret-sync', code: true, pin: false, composite: 'whole', splitCommits: true, checkLive: true },
    true,
  );
  agree({ proofOut: 'out/proof.json' }, true);
  for (const proofOut of ['../proof.json', '/etc/x.json', 'a/../../x.json', 'proof.txt', '.bashrc'])
    agree({ proofOut }, false);
});
