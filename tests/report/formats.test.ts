import { Ajv } from 'ajv';
import test from 'ava';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { formats, reportSchema } from '../../src/report/index.ts';
import type { Finding, Harmless } from '../../src/scan/index.ts';
import { gitlabSchema } from './gitlab-schema.ts';
import { finding, input, render } from './sample.ts';

const many = Array.from({ length: 60 }, (_, seed) => finding(seed));
const accepted = { finding: finding(500, { status: 'accepted' }), suppression: { by: 'inline', reason: 'a test value' } } as const; // prettier-ignore
const incomplete = input(many, {
  coverage: {
    state: 'incomplete',
    reasons: [{ code: 'shallow', count: 1, detail: 'a shallow clone' }],
    commits: 1,
    blobs: 1,
    bytes: 1,
    files: 1,
    seconds: 1,
  },
  suppressed: { baseline: 0, ignored: 0, inline: 1 },
  accepted: [accepted],
  notes: ['baseline unverified'],
});

const validate = new Ajv({ allErrors: true }).compile(reportSchema);

for (const [name, report] of [
  ['no finding', input([])],
  ['many findings', input(many)],
  ['an incomplete scan', incomplete],
] as const)
  test(`JSON of ${name} fits the schema that is shipped`, async (t) => {
    const data: unknown = JSON.parse(await render('json', report));
    t.true(validate(data), JSON.stringify(validate.errors?.slice(0, 3)));
    t.deepEqual((data as { findings: unknown }).findings, [...report.findings]);
  });

test('the schema refuses what is no report', (t) => {
  t.false(validate({ schema: 'unleak-report/1' }));
});

test('JSONL: a header, one finding a line, a summary; together they are the JSON', async (t) => {
  const lines = (await render('jsonl', incomplete)).trimEnd().split('\n');
  const [header, ...rest] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const summary = rest.pop();
  t.is(header?.['type'], 'header');
  t.is(summary?.['type'], 'summary');
  t.deepEqual(summary?.['suppressed'], incomplete.suppressed);
  t.deepEqual(
    rest.map(({ type, ...plain }) => (t.is(type, 'finding'), plain)),
    many as unknown as Record<string, unknown>[],
  );
});

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region?: { readonly startLine: number } };
      }[];
      readonly partialFingerprints: Record<string, string>;
      readonly suppressions?: readonly { readonly kind: string; readonly justification: string }[];
    }[];
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly help: { readonly text: string }; readonly helpUri: string; readonly properties: { readonly tags: readonly string[] } }[] } };
    readonly invocations: readonly { readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[] }[];
  }[];
} // prettier-ignore

async function sarif(report: Parameters<typeof render>[1]): Promise<Sarif['runs'][number]> {
  const data = JSON.parse(await render('sarif', report)) as Sarif;
  if (data.version !== '2.1.0' || data.runs[0] === undefined) throw new Error('no run');
  return data.runs[0];
}

test('SARIF: every result points at its rule, carries its id, and an accepted one says why', async (t) => {
  const run = await sarif(incomplete);
  const { rules } = run.tool.driver;
  t.is(new Set(rules.map((rule) => rule.id)).size, rules.length);
  for (const result of run.results) t.is(rules[result.ruleIndex]?.id, result.ruleId);
  for (const rule of rules) {
    t.true(rule.help.text.length > 20);
    t.true(rule.properties.tags.includes('security') && rule.properties.tags.length <= 10);
    t.regex(rule.helpUri, /^https:/);
  }
  t.deepEqual(
    run.results.map((result) => result.partialFingerprints['unleak/v1']),
    [...many, accepted.finding].map((one) => one.id),
  );
  t.deepEqual(
    run.results.flatMap((result) => result.suppressions ?? []),
    [{ kind: 'inSource', status: 'accepted', justification: 'a test value' }] as never,
  );
  t.false(run.invocations[0]?.executionSuccessful);
  t.regex(run.invocations[0]?.toolExecutionNotifications[0]?.message.text ?? '', /shallow/);
});

test('SARIF: one result a place at HEAD; a finding of the past has its newest place', async (t) => {
  const [older, newer] = ['a'.repeat(40), 'b'.repeat(40)] as const;
  const both = finding(1, {
    places: [
      { kind: 'file', path: 'a.env', line: 1, column: 1 },
      { kind: 'file', path: 'b.env', line: 2, column: 1 },
      { kind: 'history', path: 'c.env', line: 3, column: 1, commit: older },
    ],
  });
  const past = finding(3, {
    places: [
      { kind: 'history', path: 'new.env', line: 3, column: 1, commit: newer },
      { kind: 'history', path: 'old.env', line: 4, column: 1, commit: older },
    ],
    exposure: { ...(finding(3).exposure as NonNullable<Finding['exposure']>), lastCommit: newer },
  });
  const run = await sarif(input([both, past]));
  t.deepEqual(
    run.results.map((one) => one.locations[0]?.physicalLocation.artifactLocation.uri),
    ['a.env', 'b.env', 'new.env'],
  );
});

const pair = finding(1);
const [own] = pair.places;
const withPair = input(
  [{ ...pair, places: [...pair.places, { ...own, kind: 'file', line: 1, companion: 'client id' }] }],
  { harmless: [{ ...pick(finding(2)), why: ['a published example'] }] },
);

function pick({ detector, title, vendor, why, secret, places, placesOmitted }: Finding): Harmless {
  return { detector, title, vendor, why, secret, places, placesOmitted };
}

test('the other half of a pair, and what is no secret: told in JSON, SARIF and CSV, and no results', async (t) => {
  const data: unknown = JSON.parse(await render('json', withPair));
  t.true(validate(data), JSON.stringify(validate.errors?.slice(0, 3)));
  t.is((data as { harmless: unknown[] }).harmless.length, 1);
  const sarif = await render('sarif', withPair);
  const { results } = (JSON.parse(sarif) as Sarif).runs[0] ?? { results: [] };
  t.is(results.length, 1);
  t.like(results[0], { relatedLocations: [{ message: { text: 'its client id' } }] });
  t.true(sarif.includes('no secret: Token of vendor 2 (a published example)'));
  t.regex(await render('csv', withPair), /,"client id"\r\n$/);
});

test('SARIF: no more results than GitHub takes, and the rest is counted', async (t) => {
  const run = await sarif(input(Array.from({ length: 25_007 }, (_, seed) => finding(seed))));
  t.is(run.results.length, 25_000);
  t.regex(run.invocations[0]?.toolExecutionNotifications[0]?.message.text ?? '', /^7 more results/);
});

test('SARIF: a path is a relative reference whatever it is called', async (t) => {
  const paths = ['https:x/y', 'a b/#c?.env', 'ü/%41', '//host/x', 'c:\\x'];
  const run = await sarif(
    input(paths.map((path, seed) => finding(seed, { places: [{ kind: 'file', path, line: 1, column: 1 }] }))),
  );
  for (const [index, result] of run.results.entries()) {
    const uri = result.locations[0]?.physicalLocation.artifactLocation.uri ?? '';
    t.notRegex(uri, /[ #?:\\]/);
    t.is(decodeURIComponent(uri), paths[index] ?? '');
  }
});

test('GitLab: what its schema asks for is there', async (t) => {
  const fits = new Ajv({ strict: false }).compile(gitlabSchema);
  const long = finding(2, { title: 'x'.repeat(300) });
  for (const report of [incomplete, input([]), input([long, finding(3, { places: [] })])]) {
    const data = JSON.parse(await render('gitlab', report)) as { vulnerabilities: { id: string }[] };
    t.true(fits(data), JSON.stringify(fits.errors));
    t.is(new Set(data.vulnerabilities.map((one) => one.id)).size, data.vulnerabilities.length);
  }
  t.is((JSON.parse(await render('gitlab', incomplete)) as { vulnerabilities: unknown[] }).vulnerabilities.length, many.length);
  t.false(fits({}));
}); // prettier-ignore

test('JUnit: the counts are those of the cases, with errors and skipped ones', async (t) => {
  const xml = await render('junit', incomplete);
  const count = (pattern: RegExp): number => xml.match(pattern)?.length ?? 0;
  t.regex(xml, /<testsuite name="secrets" tests="62" failures="60" errors="1" skipped="1"/);
  t.is(count(/<testcase /g), 62);
  t.is(count(/<failure /g), 60);
  t.is(count(/<error /g), 1);
  t.is(count(/<skipped /g), 1);
});

test('JUnit: a clean scan is one case that passed', async (t) => {
  t.regex(await render('junit', input([])), /tests="1" failures="0"[^]*no secrets found/);
});

/** RFC 4180, as a spreadsheet reads it. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  for (const line of text.split('\r\n').slice(0, -1)) {
    const cells: string[] = [];
    for (const found of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g))
      cells.push((found[1] ?? found[2] ?? '').replaceAll('""', '"'));
    rows.push(cells);
  }
  return rows;
}

test('CSV: every row has every column, and no cell starts a formula', async (t) => {
  const hostile = [
    '=HYPERLINK("http://x")',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    ' =1',
    '|cmd',
    'a,"b"',
    'a\r\nb',
  ];
  const findings = hostile.map((path, seed) =>
    finding(seed, { places: [{ kind: 'file', path, line: 1, column: 1 }], why: [path] }),
  );
  const [head, ...rows] = readCsv(await render('csv', input(findings)));
  t.is(rows.length, hostile.length);
  for (const row of rows) {
    t.is(row.length, head?.length ?? 0);
    for (const cell of row) t.notRegex(cell, /^\s*[=+\-@|]/);
  }
});

test('HTML: nothing from outside; only its own style and script may run', async (t) => {
  const html = await render('html', input([finding(1, { title: '</script><img src=x onerror=alert(1)>' })]));
  const policy = /content="(default-src 'none';[^"]*)"/.exec(html)?.[1] ?? '';
  for (const [tag, directive] of [
    ['style', 'style-src'],
    ['script', 'script-src'],
  ] as const) {
    const body = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(body).digest('base64');
    t.true(policy.includes(`${directive} 'sha256-${hash}'`));
  }
  t.notRegex(html, /unsafe-inline|<script[^>]*src=|<link|@import|url\(/);
  t.notRegex(html, /<img/);
  t.is(html.match(/<\/script>/g)?.length, 2);
});

/** Names as a hostile repository has them. */
const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '\u001b]0;x\u0007',
    '\u001b[2J',
    'a\nb',
    '\u202egpj.exe',
    '\ud800',
    ']]>',
    '<!--',
    '\u0085',
    '"\'&<>',
  ),
);

test('whatever names a repository has, every format stays well-formed and sends no control character', async (t) => {
  await fc.assert(
    fc.asyncProperty(hostileText, hostileText, hostileText, async (path, author, detail) => {
      const one = finding(1, {
        why: [detail],
        places: [{ kind: 'file', path, line: 1, column: 1, address: detail }],
        exposure: { ...(finding(1).exposure as NonNullable<Finding['exposure']>), author },
      });
      const report = input([one], {
        target: { kind: 'repository', path },
        coverage: { ...incomplete.coverage, reasons: [{ code: 'unreadable', count: 1, detail }] },
        suppressed: { baseline: 0, ignored: 0, inline: 1 },
        accepted: [{ finding: one, suppression: { by: 'inline', reason: detail } }],
      });
      for (const format of formats) {
        const text = await render(format, report);
        const breaks = format === 'csv' ? '\r\n' : '\n';
        // eslint-disable-next-line no-control-regex
        t.notRegex(
          text.replaceAll(breaks, ''),
          /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e]/,
          format,
        );
        if (['json', 'sarif', 'gitlab'].includes(format)) JSON.parse(text);
        if (format === 'jsonl') for (const line of text.trimEnd().split('\n')) JSON.parse(line);
        if (format === 'junit') t.deepEqual(unclosed(text), []);
        if (format === 'csv') t.is(text.split('\r\n').length, 3);
      }
    }),
    { numRuns: process.env['UNLEAK_LONG'] === undefined ? 200 : 5000 },
  );
});

/** Elements that are open at the end; throws for a text that is no XML. */
function unclosed(xml: string): string[] {
  const open: string[] = [];
  const rest = xml.replace(/^<\?xml[^>]*\?>/, '').replace(/<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g, (_, end: string, name: string, __, empty: string) => {
    if (end === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
    } else if (empty !== '/') open.push(name);
    return '';
  }); // prettier-ignore
  if (/[<>]|&(?!#\d+;)/.test(rest)) throw new Error('stray markup');
  return open;
}
