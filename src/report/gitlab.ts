import type { Severity } from '../engine/index.ts';
import type { Finding, Place } from '../scan/index.ts';
import { placePath, placeText, shownPlaces } from './places.ts';
import { printable, safeJson } from './text.ts';
import type { Reporter, ReporterOptions } from './types.ts';

/** @see https://gitlab.com/gitlab-org/security-products/security-report-schemas */
const schemaVersion = '15.2.1';

const severities: Record<Severity, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
};

/** GitLab's secret-detection report. @see https://docs.gitlab.com/development/integrations/secure/#report */
export function gitlabReporter(options: Pick<ReporterOptions, 'now' | 'documentation'>): Reporter {
  let first = true;
  return {
    start(_, write) {
      write(
        `{\n  "version": "${schemaVersion}",\n  "schema": "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v${schemaVersion}/dist/secret-detection-report-format.json",\n  "vulnerabilities": [`,
      );
    },
    finding(finding, write) {
      for (const [index, place] of shownPlaces(finding).entries()) {
        write(`${first ? '' : ','}\n    ${safeJson(vulnerability(finding, place, index, options))}`);
        first = false;
      }
    },
    end({ tool, coverage }, write) {
      const program = { id: 'unleak', name: 'Unleak', version: tool.version, vendor: { name: 'Unleak' } };
      const scan = {
        analyzer: program,
        scanner: program,
        type: 'secret_detection',
        start_time: time(options.now - Math.ceil(coverage.seconds)),
        end_time: time(options.now),
        status: 'success',
        messages: coverage.reasons.map((reason) => ({
          level: reason.accepted === true ? 'info' : 'warn',
          value: printable(`${reason.code} (${reason.count}): ${reason.detail}`),
        })),
      };
      const text = safeJson({ scan }, 2).slice(2, -2);
      write(`${first ? '' : '\n  '}],\n${text}\n}\n`);
    },
  };
}

function vulnerability(
  finding: Finding,
  place: Place,
  index: number,
  options: Pick<ReporterOptions, 'documentation'>,
): unknown {
  const { exposure } = finding;
  const documentation = options.documentation?.(finding.detector);
  const sha = place.commit ?? exposure?.firstCommit;
  const since =
    exposure === undefined
      ? ''
      : ` It came with commit ${exposure.firstCommit.slice(0, 10)} on ${exposure.firstDate.slice(0, 10)}.`;
  return {
    id: index === 0 ? finding.id : `${finding.id}:${index}`,
    name: finding.title.slice(0, 255),
    description: printable(
      `${finding.title} ${finding.secret.mask} (${finding.secret.length} bytes) in ${placeText(place)}.${since}`,
    ),
    severity: severities[finding.severity],
    solution: `Move the value into a store (unleak migrate) and revoke the old one.${finding.fix.revoke === undefined ? '' : ` ${finding.fix.revoke}`}`,
    location: {
      file: printable(placePath(place)),
      // Seven zeros are what GitLab's own analyzer writes for files outside of a commit.
      commit: {
        sha: sha ?? '0000000',
        ...(exposure === undefined || sha !== exposure.firstCommit
          ? {}
          : { author: printable(exposure.author), date: exposure.firstDate }),
      },
      ...(place.line === undefined ? {} : { start_line: place.line, end_line: place.endLine ?? place.line }),
    },
    identifiers: [
      {
        type: 'unleak_detector_id',
        name: `Unleak detector ${finding.detector}`,
        value: finding.detector,
        ...(documentation === undefined ? {} : { url: documentation }),
      },
      { type: 'cwe', name: 'CWE-798', value: '798', url: 'https://cwe.mitre.org/data/definitions/798.html' },
    ],
    ...(finding.fix.revoke === undefined ? {} : { links: [{ name: 'Revoke', url: finding.fix.revoke }] }),
    details: {
      confidence: { type: 'text', name: 'Confidence', value: finding.confidence },
      fingerprint: { type: 'text', name: 'Unleak id', value: finding.id },
    },
  };
}

/** ISO 8601 without a zone (it is UTC), as the schema wants it. */
function time(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}
