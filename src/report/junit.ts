import type { Finding } from '../scan/index.ts';
import { placePath, placeText, shownPlaces } from './places.ts';
import { printable } from './text.ts';
import type { Reporter } from './types.ts';

/**
 * JUnit XML as CI servers read it: a failed case a finding, an error for what could not be read, a skipped case for what
 * was accepted. There is no official schema. @see https://github.com/testmoapp/junitxml
 */
export function junitReporter(): Reporter {
  const accepted: string[] = [];
  return {
    start({ total, coverage, suppressed }, write) {
      const errors = coverage.reasons.filter((reason) => reason.accepted !== true).length;
      const skipped = suppressed.baseline + suppressed.ignored + suppressed.inline;
      // A suite without a case is taken for "nothing ran" by some servers.
      const clean = total + errors + skipped === 0 ? 1 : 0;
      const counts = `tests="${total + errors + skipped + clean}" failures="${total}" errors="${errors}" skipped="${skipped}" time="${coverage.seconds}"`;
      write(
        `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="unleak" ${counts}>\n  <testsuite name="secrets" ${counts}>\n`,
      );
      if (clean === 1) write('    <testcase name="no secrets found" classname="unleak"/>\n');
      for (const reason of coverage.reasons) {
        if (reason.accepted === true) continue;
        write(
          `    <testcase name="${xml(`read everything: ${reason.code}`)}" classname="unleak.coverage"><error type="${reason.code}" message="${xml(`${reason.count}: ${reason.detail}`)}"/></testcase>\n`,
        );
      }
    },
    finding(finding, write) {
      write(
        `    ${openCase(finding)}>\n      <failure type="${finding.severity}" message="${xml(`${finding.title} ${finding.secret.mask}`)}">${xml(text(finding))}</failure>\n    </testcase>\n`,
      );
    },
    suppressed(finding, { by, reason }) {
      accepted.push(
        `    ${openCase(finding)}><skipped message="${xml(reason === undefined ? by : `${by}: ${reason}`)}"/></testcase>\n`,
      );
    },
    end({ suppressed }, write) {
      for (const one of accepted) write(one);
      // Accepted findings that were counted but not handed over keep the sums right.
      const missing = suppressed.baseline + suppressed.ignored + suppressed.inline - accepted.length;
      for (let i = 0; i < missing; i++)
        write('    <testcase name="accepted" classname="unleak.accepted"><skipped/></testcase>\n');
      write('  </testsuite>\n</testsuites>\n');
    },
  };
}

function openCase(finding: Finding): string {
  const [place] = shownPlaces(finding);
  const where = place === undefined ? '' : placeText(place);
  const file = place === undefined ? '' : ` file="${xml(placePath(place))}"`;
  const line = place?.line === undefined ? '' : ` line="${place.line}"`;
  return `<testcase name="${xml(`${finding.title} in ${where}`)}" classname="${xml(`unleak.${finding.detector}`)}"${file}${line}`;
}

function text(finding: Finding): string {
  const lines = [
    `${finding.severity}, ${finding.confidence}: ${finding.why.join('; ')}`,
    ...finding.places.slice(0, 20).map(placeText),
  ];
  const more = finding.places.length - 20 + finding.placesOmitted;
  if (more > 0) lines.push(`and ${more} more`);
  if (finding.fix.revoke !== undefined) lines.push(`revoke: ${finding.fix.revoke}`);
  return lines.map(printable).join('\n');
}

function xml(value: string): string {
  return value
    .split('\n')
    .map(printable)
    .join('\n')
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
    .replaceAll('\n', '&#10;');
}
