import { styleText } from 'node:util';
import type { Severity } from '../engine/index.ts';
import type { Finding, Place } from '../scan/index.ts';
import { groupOf, groups, listedPlaces, mostShown } from './groups.ts';
import { companionsOf, harmlessText, ownPlaces } from './places.ts';
import type { Group } from './groups.ts';
import { printable, thousands } from './text.ts';
import type { Reporter, ReportFrame, TerminalStyle } from './types.ts';

const placesShown = 3;
/** Detectors that the count of what is not shown names. */
const namesShown = 5;
/** Values that are no secrets. */
const harmlessShown = 5;

type Format = Exclude<Parameters<typeof styleText>[0], undefined>;

/** What is kept of a group: what will be shown, and how many more there are of each detector. */
interface Members {
  count: number;
  readonly shown: Finding[];
  readonly more: Map<string, number>;
}

/** Findings for a person: grouped by what to do, masked, with places that editors open. */
export function terminalReporter(style: TerminalStyle): Reporter {
  const members = new Map<Group, Members>();
  const severities: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 };
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
      case 'note':
        return `note ${short(place.tag ?? place.blob)}${position}`;
      case 'stdin':
        return `standard input${position}`;
      case 'ref-name':
        return `name of a ref ${path}`.trimEnd();
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

  function show(finding: Finding, shallow: boolean, write: (text: string) => void): void {
    write(
      `  ${paint(severityPaint[finding.severity], finding.severity.padEnd(8))} ${paint('bold', printable(finding.title))}  ${printable(finding.secret.mask)} (${finding.secret.length} bytes, ${finding.confidence})\n`,
    );
    const all = listedPlaces(finding);
    const places = all.slice(0, placesShown);
    for (const [index, place] of places.entries()) {
      write(`    ${where(place)}\n`);
      for (const other of companionsOf(finding, place))
        write(paint('gray', `      its ${other.companion ?? 'id'}: ${where(other)}\n`));
      const excerpt = index === 0 ? style.excerpt?.(finding) : undefined;
      if (excerpt !== undefined)
        write(`      ${paint('gray', '|')} ${fitted(printable(excerpt), style.columns - 8)}\n`);
      const { address } = place;
      if (
        address !== undefined &&
        address !== places[index - 1]?.address &&
        excerpt?.includes(address) !== true
      )
        for (const line of wrapped([printable(address)], style.columns - 6))
          write(paint('gray', `      ${line}\n`));
    }
    const more =
      all.length - places.length + (all.length === ownPlaces(finding).length ? finding.placesOmitted : 0);
    if (more > 0) write(paint('gray', `    and ${plural(more, 'more place')}\n`));
    for (const line of wrapped(sinceWhen(finding, shallow), style.columns - 4)) write(`    ${line}\n`);
    // The title has said what it looks like.
    const why = finding.why.filter((text) => !text.startsWith('looks like')).map(printable);
    for (const [index, line] of wrapped(why, style.columns - 9).entries())
      write(paint('gray', `    ${index === 0 ? 'why: ' : '     '}${line}\n`));
    if (finding.fix.revoke !== undefined)
      write(paint('gray', `    revoke: ${printable(finding.fix.revoke)}\n`));
  }

  return {
    start: () => {},
    finding(finding) {
      severities[finding.severity]++;
      const group = groupOf(finding);
      let own = members.get(group);
      if (own === undefined) members.set(group, (own = { count: 0, shown: [], more: new Map() }));
      own.count++;
      if (own.shown.length < mostShown) own.shown.push(finding);
      else own.more.set(finding.title, (own.more.get(finding.title) ?? 0) + 1);
    },
    end(frame, write) {
      const shallow = frame.coverage.reasons.some((reason) => reason.code === 'shallow');
      for (const { group, title, advice } of groups) {
        const own = members.get(group);
        if (own === undefined) continue;
        write(`${paint('bold', `${title} (${thousands(own.count)})`)}\n`);
        for (const line of wrapped([advice], style.columns - 2)) write(`${paint('gray', `  ${line}`)}\n`);
        for (const finding of own.shown) show(finding, shallow, write);
        for (const line of wrapped(leftOut(own), style.columns - 2)) write(`  ${line}\n`);
        write('\n');
      }
      summary(frame, severities, write, paint);
    },
  };
}

/** Who brought it, when, and where it is still. */
function sinceWhen({ exposure }: Finding, shallow: boolean): string[] {
  if (exposure === undefined) return [];
  const state = exposure.atHead
    ? 'still at HEAD'
    : exposure.unreachable
      ? 'no ref reaches it, but the object is there'
      : 'gone from HEAD, still in history';
  return [
    // The oldest commit of a shallow clone seems to bring whatever was there before it.
    shallow
      ? `since ${exposure.firstDate.slice(0, 10)} or earlier (a shallow clone)`
      : `since ${exposure.firstDate.slice(0, 10)} by ${printable(exposure.author)}`,
    `${plural(exposure.commits, 'commit')} ${exposure.commits === 1 ? 'holds' : 'hold'} it`,
    state,
  ];
}

/** How many findings of a group are not shown, and what they are. */
function leftOut({ count, shown, more }: Members): string[] {
  if (count === shown.length) return [];
  const ordered = [...more].sort(([, a], [, b]) => b - a);
  const named = ordered.slice(0, namesShown).map(([title, n]) => `${thousands(n)} ${printable(title)}`);
  if (ordered.length > namesShown) named.push(plural(ordered.length - namesShown, 'other kind'));
  return [
    `and ${thousands(count - shown.length)} more: ${named.join(', ')}`,
    'all of them: --format html -o report.html',
  ];
}

/** Text cut to a width, in code points. */
function fitted(text: string, width: number): string {
  const points = [...text];
  if (points.length <= width) return text;
  // The mask is what the line is shown for: it stays in sight.
  const mask = Math.max(0, points.join('').indexOf('****'));
  const start = Math.max(0, Math.min(mask - Math.floor(width / 2), points.length - width));
  return `${start > 0 ? '…' : ''}${points.slice(start > 0 ? start + 1 : 0, start + width - 1).join('')}…`;
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

function short(oid: string | undefined): string {
  return (oid ?? '').slice(0, 10);
}

/** Three lines that say what was found, what was read, and whether that was all. */
function summary(
  frame: ReportFrame,
  severities: Readonly<Record<Severity, number>>,
  write: (text: string) => void,
  paint: (format: Format, text: string) => string,
): void {
  const { coverage, suppressed } = frame;
  const count = frame.total;
  const bySeverity = (['critical', 'high', 'medium', 'low'] as const)
    .map((severity) => [severity, severities[severity]] as const)
    .filter(([, n]) => n > 0)
    .map(([severity, n]) => `${thousands(n)} ${severity}`)
    .join(', ');
  const hidden = suppressed.baseline + suppressed.ignored + suppressed.inline;
  write(
    `${paint(count === 0 ? 'green' : 'red', count === 0 ? 'no secrets found' : `${plural(count, 'secret')} found`)}${bySeverity === '' ? '' : ` (${bySeverity})`}${hidden > 0 ? `; ${hidden} suppressed` : ''}\n`,
  );
  const { harmless } = frame;
  if (harmless.length > 0)
    write(
      `${plural(harmless.length, 'value')} ${harmless.length === 1 ? 'has' : 'have'} the form of a secret and ${harmless.length === 1 ? 'is' : 'are'} none:\n`,
    );
  for (const one of harmless.slice(0, harmlessShown))
    write(paint('gray', `  ${printable(harmlessText(one))}\n`));
  if (harmless.length > harmlessShown)
    write(paint('gray', `  and ${harmless.length - harmlessShown} more: --format json\n`));
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
  return `${thousands(n)} ${n === 1 ? one : many}`;
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
