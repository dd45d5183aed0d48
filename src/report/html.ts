import { createHash } from 'node:crypto';
import type { Finding } from '../scan/index.ts';
import { ageChart, folderChart, severityChart } from './charts.ts';
import { pageScript, pageStyle } from './html-page.ts';
import { adviceFor } from './groups.ts';
import { isPresent, ownPlaces, placeText, short, shownPlaces } from './places.ts';
import { escapeMarkup, printable, safeJson } from './text.ts';
import type { Reporter, ReporterOptions, ReportFrame } from './types.ts';

/** One self-contained page: the picture first, then all findings with filter and sort. Nothing is loaded from outside. */
export function htmlReporter(options: Pick<ReporterOptions, 'now'>): Reporter {
  const held: Finding[] = [];
  return {
    start: () => {},
    finding: (finding) => void held.push(finding),
    end(frame, write) {
      write(head(frame));
      write(summary(frame, held));
      write(
        `<section class="charts" aria-label="Charts">${ageChart(held, options.now)}${folderChart(held)}${severityChart(held)}</section>\n`,
      );
      write(controls);
      write('<script type="application/json" id="data">[');
      for (const [index, finding] of held.entries())
        write(`${index === 0 ? '' : ',\n'}${dataBlock(row(finding))}`);
      write(`]</script>\n<script>${pageScript}</script>\n</body>\n</html>\n`);
    },
  };
}

/** Only this page's own style and script run, whatever a name in the report says. */
function head(frame: ReportFrame): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = `default-src 'none'; style-src ${hash(pageStyle)}; script-src ${hash(pageScript)}; base-uri 'none'; form-action 'none'`;
  const title = escapeMarkup(`Secrets in ${frame.target.path}`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${pageStyle}</style>
</head>
<body>
<header><h1>${title}</h1></header>
`;
}

function summary(frame: ReportFrame, findings: readonly Finding[]): string {
  const { coverage, suppressed, tool, target } = frame;
  const now = findings.filter((finding) => finding.places.some(isPresent)).length;
  const urgent = findings.filter(({ severity }) => severity === 'critical' || severity === 'high').length;
  const hidden = suppressed.baseline + suppressed.ignored + suppressed.inline;
  const tiles = [
    ['Secrets', findings.length, ''],
    ['Critical or high', urgent, ''],
    ['In files now', now, 'move and rotate'],
    ['Only in history', findings.length - now, 'revoke'],
    ['Accepted', hidden, 'baseline and ignores'],
  ] as const;
  const reasons = coverage.reasons
    .map(
      (reason) =>
        `<li>${escapeMarkup(`${reason.accepted === true ? 'accepted: ' : ''}${reason.code} (${reason.count}): ${reason.detail}`)}</li>`,
    )
    .join('');
  const state =
    coverage.state === 'complete'
      ? 'Complete: everything that was asked for was read.'
      : '<strong>Incomplete</strong>: something could not be read, so “not found” does not mean “not there”.';
  return `<main>
<dl class="tiles">${tiles.map(([name, n, note]) => `<div><dt>${name}</dt><dd>${n.toLocaleString('en')}<small>${note}</small></dd></div>`).join('')}</dl>
<p class="read">${state} Read ${coverage.files.toLocaleString('en')} files, ${coverage.commits.toLocaleString('en')} commits and ${coverage.blobs.toLocaleString('en')} versions of files with ${tool.detectors} detectors of ${tool.name} ${escapeMarkup(tool.version)}${target.head === undefined ? '' : ` at ${short(target.head)}`}.</p>
${reasons === '' ? '' : `<ul class="reasons">${reasons}</ul>`}
`;
}

const controls = `<section aria-labelledby="findings">
<h2 id="findings">Findings</h2>
<form class="filters" role="search">
<label>Search <input type="search" id="search" placeholder="path, detector, author" autocomplete="off"></label>
<label>Severity <select id="severity"><option value="">all</option><option>critical</option><option>high</option><option>medium</option><option>low</option></select></label>
<label>Where <select id="where"><option value="">everywhere</option><option value="now">in files now</option><option value="history">only in history</option></select></label>
<p id="count" role="status" aria-live="polite"></p>
</form>
<noscript><p>The list of findings needs this page's own script; the figures above do not.</p></noscript>
<div class="scroll" tabindex="0" role="region" aria-labelledby="findings">
<table><thead><tr>
<th scope="col" aria-sort="ascending"><button type="button" data-sort="severity">Severity</button></th>
<th scope="col"><button type="button" data-sort="title">Secret</button></th>
<th scope="col"><button type="button" data-sort="place">Place</button></th>
<th scope="col"><button type="button" data-sort="since">Since</button></th>
<th scope="col">Why, and what to do</th>
</tr></thead><tbody id="rows"></tbody></table>
</div>
<button type="button" id="more" hidden>Show more</button>
</section>
</main>
`;

/** What the page's table shows of a finding. */
function row(finding: Finding): unknown {
  const { exposure, fix } = finding;
  const places = shownPlaces(finding);
  return {
    severity: finding.severity,
    title: printable(finding.title),
    detector: finding.detector,
    mask: finding.secret.mask,
    length: finding.secret.length,
    confidence: finding.confidence,
    status: finding.status,
    now: finding.places.some(isPresent),
    places: places.slice(0, 5).map((place) => printable(placeText(place))),
    more: ownPlaces(finding).length + finding.placesOmitted - Math.min(5, places.length),
    address: printable(places[0]?.address ?? ''),
    since: exposure?.firstDate.slice(0, 10) ?? '',
    author: printable(exposure?.author ?? ''),
    commit: short(exposure?.firstCommit),
    why: finding.why.map(printable).join('; '),
    advice: adviceFor(finding),
    revoke: fix.revoke ?? '',
    id: finding.id,
  };
}

/** JSON inside of a script element: no `<` can end it. */
function dataBlock(value: unknown): string {
  return safeJson(value).replaceAll('<', String.raw`\u003c`);
}
