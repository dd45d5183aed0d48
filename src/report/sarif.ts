import type { Severity } from '../engine/index.ts';
import type { Finding, Place, Reason } from '../scan/index.ts';
import { companionsOf, harmlessText, placePath, placeText, shownPlaces } from './places.ts';
import { printable, safeJson } from './text.ts';
import type { Reporter, ReporterOptions, Suppression, Write } from './types.ts';

/**
 * Results that GitHub takes in one run; it refuses a file with more. The worst come first, so the rest is the least.
 * @see https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
 */
const mostResults = 25_000;
const mostTags = 10;

const levels: Record<Severity, string> = { critical: 'error', high: 'error', medium: 'warning', low: 'note' };
/** GitHub's scale: over 9.0 critical, 7.0 high, 4.0 medium. */
const scores: Record<Severity, string> = { critical: '9.5', high: '8.0', medium: '5.5', low: '3.0' };

/** SARIF 2.1.0. @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function sarifReporter(options: Pick<ReporterOptions, 'documentation'> = {}): Reporter {
  const rules = new Map<string, { index: number; rule: unknown }>();
  let written = 0;
  let left = 0;

  function ruleIndex(finding: Finding): number {
    let known = rules.get(finding.detector);
    if (known === undefined)
      rules.set(finding.detector, (known = { index: rules.size, rule: ruleOf(finding, options) }));
    return known.index;
  }

  function results(finding: Finding, suppression: Suppression | undefined, write: Write): void {
    for (const place of shownPlaces(finding)) {
      if (written >= mostResults) {
        left++;
        continue;
      }
      const result = resultOf(finding, place, ruleIndex(finding), suppression);
      write(`${written === 0 ? '' : ','}\n        ${safeJson(result)}`);
      written++;
    }
  }

  return {
    start(_, write) {
      // The rules come last, when it is known which are needed: the order of properties is free.
      write(
        `{\n  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n  "version": "2.1.0",\n  "runs": [\n    {\n      "results": [`,
      );
    },
    finding: (finding, write) => results(finding, undefined, write),
    suppressed: (finding, suppression, write) => results(finding, suppression, write),
    end({ tool, coverage, notes, harmless }, write) {
      const notifications = [
        ...coverage.reasons.map(notification),
        ...(notes ?? []).map((text) => ({
          level: 'note',
          message: { text: printable(text) },
          descriptor: { id: 'suppressions' },
        })),
      ];
      for (const one of harmless)
        notifications.push({
          level: 'note',
          message: { text: printable(`no secret: ${harmlessText(one)}`) },
          descriptor: { id: 'harmless' },
        });
      if (left > 0)
        notifications.push({
          level: 'warning',
          message: { text: `${left} more results are left out; other formats have all of them` },
          descriptor: { id: 'results-limit' },
        });
      const rest = {
        tool: {
          driver: {
            name: tool.name,
            semanticVersion: tool.version,
            rules: [...rules.values()].map(({ rule }) => rule),
          },
        },
        automationDetails: { id: 'unleak/' },
        columnKind: 'unicodeCodePoints',
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The folder that was scanned' } } },
        invocations: [
          { executionSuccessful: coverage.state === 'complete', toolExecutionNotifications: notifications },
        ],
      };
      const text = safeJson(rest, 2).slice(2, -2).replaceAll('\n', '\n    ');
      write(`${written === 0 ? '' : '\n      '}],\n    ${text}\n    }\n  ]\n}\n`);
    },
  };
}

function ruleOf(finding: Finding, options: Pick<ReporterOptions, 'documentation'>): unknown {
  const { detector, title, vendor, severity, fix } = finding;
  const documentation = options.documentation?.(detector);
  const advice =
    'Move the value into a store and rewrite the file (`unleak migrate`), then revoke the old one: whatever was pushed must be taken as known.';
  const revoke = fix.revoke === undefined ? '' : ` Revoke it at ${fix.revoke}`;
  return {
    id: detector,
    name: title,
    shortDescription: { text: `Leaked secret: ${title}` },
    fullDescription: { text: `A ${title} stands in the repository. ${advice}${revoke}` },
    help: {
      text: `${advice}${revoke}`,
      markdown: `${advice}${fix.revoke === undefined ? '' : `\n\n[Revoke it](${fix.revoke})`}`,
    },
    ...(documentation === undefined ? {} : { helpUri: documentation }),
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: ['security', 'secret', 'external/cwe/cwe-798', vendor].slice(0, mostTags),
      precision: 'high',
      'security-severity': scores[severity],
    },
  };
}

function resultOf(
  finding: Finding,
  place: Place,
  ruleIndex: number,
  suppression: Suppression | undefined,
): unknown {
  const { exposure } = finding;
  const companions = companionsOf(finding, place);
  const since =
    exposure === undefined
      ? ''
      : `, since ${exposure.firstDate.slice(0, 10)} (${exposure.firstCommit.slice(0, 10)})`;
  const text = `${finding.title} ${finding.secret.mask} in ${placeText(place)}${since}: ${finding.why.join('; ')}`;
  return {
    ruleId: finding.detector,
    ruleIndex,
    level: levels[finding.severity],
    message: { text: printable(text).slice(0, 1000) },
    locations: [
      {
        physicalLocation: physicalLocation(place),
        ...(place.address === undefined
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: printable(place.address) }] }),
      },
    ],
    ...(companions.length === 0
      ? {}
      : {
          relatedLocations: companions.map((one) => ({
            physicalLocation: physicalLocation(one),
            message: { text: `its ${one.companion ?? 'id'}` },
          })),
        }),
    partialFingerprints: { 'unleak/v1': finding.id },
    ...(suppression === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: suppression.by === 'inline' ? 'inSource' : 'external',
              status: 'accepted',
              ...(suppression.reason === undefined ? {} : { justification: printable(suppression.reason) }),
            },
          ],
        }),
    properties: {
      status: finding.status,
      confidence: finding.confidence,
      severity: finding.severity,
      kind: place.kind,
      ...(place.commit === undefined ? {} : { commit: place.commit }),
      ...(exposure === undefined ? {} : { atHead: exposure.atHead }),
    },
  };
}

function physicalLocation(place: Place): unknown {
  return {
    artifactLocation: { uri: uriOf(placePath(place)), uriBaseId: '%SRCROOT%' },
    ...(place.line === undefined
      ? {}
      : {
          region: {
            startLine: place.line,
            startColumn: place.column ?? 1,
            ...(place.endLine === undefined ? {} : { endLine: place.endLine }),
            ...(place.endColumn === undefined ? {} : { endColumn: place.endColumn }),
          },
        }),
  };
}

function notification(reason: Reason): {
  level: string;
  message: { text: string };
  descriptor: { id: string };
} {
  return {
    level: reason.accepted === true ? 'note' : 'warning',
    message: { text: printable(`${reason.count}: ${reason.detail}`) },
    descriptor: { id: reason.code },
  };
}

/** A relative reference: every segment encoded, so that no name is taken for a scheme or a query. */
function uriOf(path: string): string {
  return path
    .split('/')
    .map((segment) => encodeURIComponent(segment.toWellFormed()))
    .join('/');
}
