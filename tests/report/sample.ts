import { Random } from '../../detectors/helpers.ts';
import { createReporter, writeReport } from '../../src/report/index.ts';
import type { Format, ReportInput, TerminalStyle } from '../../src/report/index.ts';
import type { Finding } from '../../src/scan/index.ts';

/** Findings of one detector share its texts, as in a scan. */
const kinds = Array.from({ length: 40 }, (_, n) => ({
  detector: `detector-${n}`,
  title: `Token of vendor ${n}`,
  vendor: `vendor-${n}`,
}));

/** A finding with made-up, harmless contents; `change` replaces parts of it. */
export function finding(seed: number, change: Partial<Finding> = {}): Finding {
  const random = new Random(`report ${seed}`);
  // Flat strings, as a scan has them: ones that were joined from characters take ten times the memory.
  const oid = (name: string): string => Buffer.from(new Random(`${name} ${seed}`).bytes(20)).toString('hex');
  const severities = ['critical', 'high', 'medium', 'low'] as const;
  const atHead = seed % 3 !== 0;
  return {
    id: Buffer.from(random.bytes(8)).toString('hex'),
    status: 'open',
    ...(kinds[seed % kinds.length] as (typeof kinds)[number]),
    severity: severities[seed % 4] ?? 'low',
    confidence: seed % 5 === 0 ? 'possible' : 'likely',
    why: ['checksum ok', 'name says password'],
    secret: { mask: 'tok_****', length: '16-31' },
    places: [
      atHead
        ? { kind: 'file', path: `deploy/app-${seed % 97}/values.yaml`, line: seed + 1, column: 3, endLine: seed + 1, endColumn: 23 }
        : { kind: 'history', path: `old/app-${seed % 97}.env`, line: 4, column: 1, endLine: 4, endColumn: 21, blob: oid('blob'), commit: oid('commit'), versions: 2 },
    ], // prettier-ignore
    placesOmitted: 0,
    exposure: {
      firstCommit: oid('commit'),
      firstDate: `20${String(18 + (seed % 8)).padStart(2, '0')}-0${1 + (seed % 9)}-11T08:00:00.000Z`,
      author: 'Ada <ada@example.com>',
      lastCommit: oid('commit'),
      atHead,
      refs: ['refs/heads/main'],
      commits: 3,
      unreachable: false,
    },
    fix: { migrate: atHead, revoke: 'https://example.com/revoke' },
    ...change,
  };
}

export function input(findings: readonly Finding[], change: Partial<ReportInput> = {}): ReportInput {
  return {
    tool: { name: 'unleak', version: '1.2.3', detectors: 300 },
    target: { kind: 'repository', path: '.' },
    coverage: { state: 'complete', reasons: [], commits: 10, blobs: 20, bytes: 3000, files: 4, seconds: 0.5 },
    findings,
    harmless: [],
    suppressed: { baseline: 0, ignored: 0, inline: 0 },
    ...change,
  };
}

export async function render(
  format: Format,
  report: ReportInput,
  terminal: Partial<TerminalStyle> = {},
): Promise<string> {
  const parts: string[] = [];
  const reporter = await createReporter(format, {
    terminal: { colour: false, columns: 80, links: false, base: '/repo', ...terminal },
    now: 1_790_000_000,
    documentation: () => 'https://example.com/docs',
  });
  writeReport(reporter, report, (text) => void parts.push(text));
  return parts.join('');
}
