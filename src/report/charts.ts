import type { Severity } from '../engine/index.ts';
import type { Finding } from '../scan/index.ts';
import { shownPlaces } from './places.ts';
import { escapeMarkup } from './text.ts';

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
const width = 460;
const height = 200;
const mostColumns = 24;
const mostFolders = 8;

/** When the secrets came in that are known now: a column a period, stacked by severity. */
export function ageChart(findings: readonly Finding[], now: number): string {
  const dated = findings.filter((finding) => finding.exposure !== undefined);
  if (dated.length === 0)
    return figure('When they came', 'No finding has a date: the history was not read.', '');
  const months = dated.map((finding) => monthOf(finding.exposure?.firstDate ?? ''));
  const first = months.reduce((a, b) => Math.min(a, b));
  const last = Math.max(
    first,
    months.reduce((a, b) => Math.max(a, b)),
    monthOf(new Date(now * 1000).toISOString()),
  );
  const step = Math.max(1, Math.ceil((last - first + 1) / mostColumns));
  const columns = Array.from({ length: Math.ceil((last - first + 1) / step) }, () => severities.map(() => 0));
  for (const [index, finding] of dated.entries()) {
    const column = columns[Math.floor(((months[index] ?? first) - first) / step)];
    const at = severities.indexOf(finding.severity);
    if (column !== undefined) column[at] = (column[at] ?? 0) + 1;
  }
  const sums = columns.map((column) => column.reduce((a, b) => a + b, 0));
  const highest = Math.max(...sums, 1);
  const gap = (width - 40) / columns.length;
  const bars = columns.map((column, index) => {
    let y = height - 24;
    const label = `${monthName(first + index * step)}: ${sums[index] ?? 0}`;
    const parts = column.map((n, at) => {
      const h = (n / highest) * (height - 48);
      y -= h;
      return n === 0
        ? ''
        : `<rect class="${severities[at] ?? 'low'}" x="${fixed(40 + index * gap)}" y="${fixed(y)}" width="${fixed(Math.max(2, gap - 2))}" height="${fixed(h)}"/>`;
    });
    return `<g><title>${label}</title>${parts.join('')}</g>`;
  });
  const axis = `<line class="axis" x1="40" y1="${height - 24}" x2="${width}" y2="${height - 24}"/><text x="34" y="30" text-anchor="end">${highest}</text><text x="34" y="${height - 24}" text-anchor="end">0</text><text x="40" y="${height - 8}">${monthName(first)}</text><text x="${width}" y="${height - 8}" text-anchor="end">${monthName(last)}</text>`;
  const oldest = dated.reduce((a, b) =>
    (a.exposure?.firstDate ?? '') <= (b.exposure?.firstDate ?? '') ? a : b,
  );
  return figure(
    'When they came',
    `${dated.length} dated secrets, by their first commit, ${step === 1 ? 'a column a month' : `a column for ${step} months`}; the oldest came on ${(oldest.exposure?.firstDate ?? '').slice(0, 10)}.`,
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Secrets by the date of their first commit, ${monthName(first)} to ${monthName(last)}">${bars.join('')}${axis}</svg>`,
  );
}

/** Which folders hold most. */
export function folderChart(findings: readonly Finding[]): string {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const path = shownPlaces(finding)[0]?.path ?? '';
    const folder = path.includes('/') ? (path.split('/')[0] ?? '') : path === '' ? '(no file)' : '(top)';
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const all = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const shown = all.slice(0, mostFolders);
  const highest = shown[0]?.[1] ?? 1;
  const bars = shown.map(([folder, n], index) => {
    const y = index * 24 + 4;
    const name = folder.length > 18 ? `${folder.slice(0, 17)}…` : folder;
    return `<text x="126" y="${y + 14}" text-anchor="end">${escapeMarkup(name)}</text><rect class="bar" x="132" y="${y}" width="${fixed((n / highest) * (width - 190))}" height="18"><title>${escapeMarkup(folder)}: ${n}</title></rect><text x="${fixed(138 + (n / highest) * (width - 190))}" y="${y + 14}">${n}</text>`;
  });
  const rest = all.length - shown.length;
  return figure(
    'Where they are',
    `${all.length} ${all.length === 1 ? 'folder holds' : 'folders hold'} secrets${rest > 0 ? `; ${rest} with fewer are not drawn` : ''}.`,
    bars.length === 0
      ? ''
      : `<svg viewBox="0 0 ${width} ${shown.length * 24 + 8}" role="img" aria-label="Secrets by top folder">${bars.join('')}</svg>`,
  );
}

/** How bad they are, and how many are at HEAD still. */
export function severityChart(findings: readonly Finding[]): string {
  const total = Math.max(1, findings.length);
  let x = 0;
  const parts: string[] = [];
  const legend: string[] = [];
  for (const severity of severities) {
    const n = findings.filter((finding) => finding.severity === severity).length;
    const w = (n / total) * width;
    if (n > 0)
      parts.push(
        `<rect class="${severity}" x="${fixed(x)}" y="0" width="${fixed(Math.max(1, w - 2))}" height="36"><title>${severity}: ${n}</title></rect>`,
      );
    x += w;
    legend.push(`<li><i class="${severity}"></i>${severity} ${n}</li>`);
  }
  return figure(
    'How bad they are',
    '',
    `<svg viewBox="0 0 ${width} 36" role="img" aria-label="Secrets by severity">${parts.join('')}</svg><ul class="legend">${legend.join('')}</ul>`,
  );
}

function figure(title: string, caption: string, picture: string): string {
  return `<figure><h2>${title}</h2>${picture}<figcaption>${caption}</figcaption></figure>`;
}

function monthOf(date: string): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
}

function monthName(month: number): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
}

function fixed(n: number): string {
  return String(Math.round(n * 10) / 10);
}
