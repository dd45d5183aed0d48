import { styleText } from 'node:util';
import type { Severity } from '../engine/index.ts';
import type { Finding, Place } from '../scan/index.ts';
import { printable } from './text.ts';
import type { Reporter, ReportFrame, TerminalStyle } from './types.ts';

/** More findings than this flood: the rest is counted, and `--output` has all of them. */
const mostShown = 200;
const placesShown = 3;

type Format = Exclude<Parameters<typeof styleText>[0], undefined>;

type Group = 'rotate' | 'migrate' | 'history' | 'look';

const groups: readonly { readonly group: Group; readonly title: string; readonly advice: string }[] = [
  { group: 'migrate', title: 'In files now', advice: 'move them: unleak migrate --to sops' },
  {
    group: 'history',
    title: 'Only in history',
    advice: 'they were pushed or can be: revoke them at their vendor',
  },
  {
    group: 'rotate',
    title: 'Moved, not yet rotated',
    advice: 'the leaked value still works: rotate it, then unleak migrate verify',
  },
  {
    group: 'look',
    title: 'Possible',
    advice: 'look at them; accept what is no secret with --write-baseline',
  },
];

/** Findings for a person: grouped by what to do, masked, with places that editors open. */
export function terminalReporter(style: TerminalStyle): Reporter {
  const held: Finding[] = [];
  const paint = (format: Format, text: string): string =>
    style.colour ? styleText(format, text, { validateStream: false }) : text;
  const severityPaint: Record<Severity, Format> = {
    critical: ['bold', 'red'],
    high: 'red',
    medium: 'yellow',
    low: 'gray',
  };

  function where(place: Place): string {
    const path = printable(place.path ?? '');
    const position = place.line === undefined ? '' : `:${place.line}:${place.column ?? 1}`;
    switch (place.kind) {
      case 'commit-message':
        return `message of commit ${short(place.commit)}${position}`;
      case 'tag-message':
        return `message of tag ${short(place.tag)}${position}`;
      case 'ref-name':
        return 'name of a ref';
      case 'path-name':
        return `name of ${path}`;
      case 'history': {
        const commit =
          place.commit === undefined ? `blob ${short(place.blob)}` : `commit ${short(place.commit)}`;
        const versions = (place.versions ?? 1) > 1 ? `, ${place.versions} versions` : '';
        return `${path === '' ? '(no path)' : path + position} ${paint('gray', `in ${commit}${versions}`)}`;
      }
      default: {
        const text = `${path}${position}`;
        if (!style.links || place.kind !== 'file') return text;
        const url = `file://${`${style.base}/${place.path ?? ''}`
          .split('/')
          .map((part) => encodeURIComponent(part.toWellFormed()))
          .join('/')}`;
        return `\u001b]8;;${url}\u0007${text}\u001b]8;;\u0007`;
      }
    }
  }

  function show(finding: Finding, write: (text: string) => void): void {
    const address = finding.places[0]?.address;
    write(
      `  ${paint(severityPaint[finding.severity], finding.severity.padEnd(8))} ${paint('bold', printable(finding.title))}  ${printable(finding.secret.mask)} (${finding.secret.length} bytes, ${finding.confidence})\n`,
    );
    // A file's places say all; the same path in history is summed up below.
    const files = finding.places.filter((place) => place.kind !== 'history');
    const places = files.length > 0 ? files : finding.places;
    for (const place of places.slice(0, placesShown)) write(`    ${where(place)}\n`);
    const more = places.length - placesShown + (files.length > 0 ? 0 : finding.placesOmitted);
    if (more > 0) write(paint('gray', `    and ${more} more place${more === 1 ? '' : 's'}\n`));
    if (address !== undefined) write(paint('gray', `    ${printable(address)}\n`));
    const details: string[] = [];
    const exposure = finding.exposure;
    if (exposure !== undefined) {
      details.push(
        `since ${exposure.firstDate.slice(0, 10)} by ${printable(exposure.author)}, ${exposure.commits} commit${exposure.commits === 1 ? '' : 's'}`,
        exposure.atHead ? 'still at HEAD' : exposure.unreachable ? 'no ref reaches it' : 'gone from HEAD',
      );
    }
    details.push(...finding.why.map(printable));
    for (const line of wrapped(details, style.columns - 4)) write(paint('gray', `    ${line}\n`));
    if (finding.fix.revoke !== undefined)
      write(paint('gray', `    revoke: ${printable(finding.fix.revoke)}\n`));
  }

  return {
    start: () => {},
    finding: (finding) => void held.push(finding),
    end(frame, write) {
      let shown = 0;
      for (const { group, title, advice } of groups) {
        const members = held.filter((finding) => groupOf(finding) === group);
        if (members.length === 0) continue;
        write(`${paint('bold', `${title} (${members.length})`)} ${paint('gray', `- ${advice}`)}\n`);
        for (const finding of members) {
          if (shown >= mostShown) break;
          shown++;
          show(finding, write);
        }
        write('\n');
      }
      if (held.length > shown)
        write(`${held.length - shown} more findings are not shown; all of them: --format json -o FILE\n\n`);
      summary(frame, held, write, paint);
    },
  };
}

/** Details in lines of at most `width` columns, broken between details, or between words of a long one. */
function wrapped(details: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [index, detail] of details.entries())
    for (const [at, word] of `${detail}${index < details.length - 1 ? ';' : ''}`.split(' ').entries()) {
      if (line !== '' && line.length + word.length + 1 > width) {
        lines.push(line);
        line = '';
      }
      // A detail that fits into the next line is not torn.
      if (at === 0 && line !== '' && line.length + detail.length + 1 > width && detail.length < width) {
        lines.push(line);
        line = '';
      }
      line += `${line === '' ? '' : ' '}${word}`;
    }
  if (line !== '') lines.push(line);
  return lines;
}

function groupOf(finding: Finding): Group {
  if (finding.status === 'migrated-rotate') return 'rotate';
  if (finding.confidence === 'possible') return 'look';
  return finding.places.some((place) => place.kind === 'file' || place.kind === 'stdin')
    ? 'migrate'
    : 'history';
}

function short(oid: string | undefined): string {
  return (oid ?? '').slice(0, 10);
}

/** Three lines that say what was found, what was read, and whether that was all. */
function summary(
  frame: ReportFrame,
  findings: readonly Finding[],
  write: (text: string) => void,
  paint: (format: Format, text: string) => string,
): void {
  const { coverage, suppressed } = frame;
  const count = findings.length;
  const bySeverity = (['critical', 'high', 'medium', 'low'] as const)
    .map(
      (severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const,
    )
    .filter(([, n]) => n > 0)
    .map(([severity, n]) => `${n} ${severity}`)
    .join(', ');
  const hidden = suppressed.baseline + suppressed.ignored + suppressed.inline;
  write(
    `${paint(count === 0 ? 'green' : 'red', count === 0 ? 'no secrets found' : `${count} secret${count === 1 ? '' : 's'} found`)}${bySeverity === '' ? '' : ` (${bySeverity})`}${hidden > 0 ? `; ${hidden} suppressed` : ''}\n`,
  );
  const read = [
    plural(coverage.files, 'file'),
    plural(coverage.commits, 'commit'),
    plural(coverage.blobs, 'version of files', 'versions of files'),
  ].filter((text) => !text.startsWith('0 '));
  write(
    `read ${read.length === 0 ? 'nothing' : read.join(', ')}: ${size(coverage.bytes)} in ${coverage.seconds} s, ${frame.tool.detectors} detectors\n`,
  );
  write(
    coverage.state === 'complete'
      ? 'complete: everything that was asked for was read\n'
      : `${paint('yellow', 'incomplete')}: something could not be read, so "not found" does not mean "not there"\n`,
  );
  for (const reason of coverage.reasons)
    write(
      `  ${reason.accepted === true ? 'accepted ' : ''}${reason.code} (${reason.count}): ${printable(reason.detail)}\n`,
    );
}

function plural(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
