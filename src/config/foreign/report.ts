import { Secret } from '../../engine/index.ts';
import { ConfigError } from '../error.ts';
import { gitGuardianMatches } from './ignores.ts';

/** A finding of another scanner, as far as it says where it is. */
export interface ForeignFinding {
  /** The other scanner's name of the rule. */
  readonly rule: string;
  /** Relative, with `/`. */
  readonly path?: string;
  readonly line?: number;
  /** The last line of what it matched, where that is more than the value's. */
  readonly endLine?: number;
  readonly commit?: string;
  /** The value, where the report has it in clear. */
  readonly value?: Secret;
}

export interface ForeignReport {
  readonly tool: string;
  readonly findings: readonly ForeignFinding[];
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the report, baseline or ignore list of another scanner; which one is told from its form. Formats as their makers
 * document them: gitleaks and betterleaks JSON and `.gitleaksignore`, TruffleHog JSON lines, Kingfisher JSON,
 * detect-secrets baselines, secretlint JSON, Trivy JSON, ggshield JSON, GitHub secret-scanning alerts, GitLab reports,
 * SARIF; and the ignored matches of a `.gitguardian.yaml`.
 * @throws {ConfigError} for none of them; the text is never quoted
 */
export function readForeignReport(name: string, text: string): ForeignReport {
  const ignored = gitGuardianMatches(name, text);
  if (ignored !== undefined)
    return {
      tool: 'ggshield',
      findings: ignored.map((one) => ({ rule: one.name, value: Secret.fromText(one.value) })),
    };
  const data = parse(text);
  if (data === undefined) {
    const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
    if (lines.length > 0 && lines.every((line) => /^(?:[0-9a-f]{7,64}:)?[^:]+:[\w-]+:\d+\s*$/.test(line)))
      return { tool: 'gitleaks', findings: lines.map(fingerprint) };
    throw unknown(name);
  }
  for (const reader of readers) {
    const report = reader(data);
    if (report !== undefined)
      return { ...report, findings: report.findings.map((one) => ({ ...one, ...place(one.path) })) };
  }
  throw unknown(name);
}

function unknown(name: string): ConfigError {
  return new ConfigError(
    `${name} is no report that is known here`,
    'gitleaks, betterleaks, TruffleHog, Kingfisher, detect-secrets, secretlint, Trivy, ggshield, GitHub alerts, GitLab, SARIF',
  );
}

/** One JSON document, or one a line. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const parsed: unknown[] = [];
    for (const line of lines) {
      // Some scanners put their own log lines between.
      try {
        parsed.push(JSON.parse(line));
      } catch {
        if (parsed.length === 0) return undefined;
      }
    }
    return parsed.length === 0 ? undefined : parsed;
  }
}

const readers: readonly ((data: unknown) => ForeignReport | undefined)[] = [
  (data) => {
    const list = items(data);
    if (list.length === 0 || !list.every((one) => 'RuleID' in one && 'File' in one)) return undefined;
    return report('gitleaks', list, (one) => ({
      rule: text(one['RuleID']),
      path: text(one['File']),
      line: number(one['StartLine']),
      endLine: number(one['EndLine']),
      commit: text(one['Commit']),
      value: text(one['Secret']),
    }));
  },
  (data) => {
    // One finding a line: a single one is a document of its own.
    const all = Array.isArray(data) ? items(data) : [object(data)];
    const list = all.filter((one) => 'DetectorName' in one && 'SourceMetadata' in one);
    if (list.length === 0) return undefined;
    return report('TruffleHog', list, (one) => {
      const source = object(object(one['SourceMetadata'])['Data']);
      const where = object(Object.values(source)[0]);
      return {
        rule: text(one['DetectorName']),
        path: text(where['file']),
        line: number(where['line']),
        commit: text(where['commit']),
        value: text(one['Raw']),
      };
    });
  },
  (data) => {
    const all = Array.isArray(data) ? items(data) : items(object(data)['findings']);
    const list = all.filter((one) => 'rule' in one && 'finding' in one);
    if (list.length === 0) return undefined;
    return report('Kingfisher', list, (one) => {
      const finding = object(one['finding']);
      const git = object(finding['git_metadata']);
      return {
        rule: text(object(one['rule'])['id']) ?? text(object(one['rule'])['name']),
        path: text(object(git['file'])['path']) ?? text(finding['path']),
        line: number(finding['line']),
        commit: text(object(git['commit'])['id']),
        value: text(finding['snippet']),
      };
    });
  },
  (data) => {
    const { results, plugins_used: plugins } = object(data);
    if (results === undefined || plugins === undefined) return undefined;
    const list = Object.entries(object(results)).flatMap(([path, found]) =>
      items(found).map((one) => ({ path, ...one })),
    );
    return report('detect-secrets', list, (one) => ({
      rule: text(one['type']),
      path: text(one['path']),
      line: number(one['line_number']),
    }));
  },
  (data) => {
    // Every file that was read is in it, with or without messages.
    const files = items(data);
    if (files.length === 0 || !files.every((one) => 'filePath' in one && 'messages' in one)) return undefined;
    const list = files.flatMap((file) =>
      items(file['messages']).map((one) => ({ path: file['filePath'], ...one })),
    );
    return report('secretlint', list, (one) => {
      const loc = object(one['loc']);
      return {
        rule: text(one['ruleId']),
        path: text(one['path']),
        line: number(object(loc['start'])['line']),
        endLine: number(object(loc['end'])['line']),
      };
    });
  },
  (data) => {
    const { Results: results, SchemaVersion: version } = object(data);
    if (results === undefined || version === undefined) return undefined;
    const list = items(results).flatMap((result) =>
      items(result['Secrets']).map((one) => ({ path: result['Target'], ...one })),
    );
    return report('Trivy', list, (one) => ({
      rule: text(one['RuleID']),
      path: text(one['path']),
      line: number(one['StartLine']),
      endLine: number(one['EndLine']),
    }));
  },
  (data) => {
    const scans = [object(data), ...items(object(data)['scans'])];
    if (!scans.some((scan) => 'entities_with_incidents' in scan)) return undefined;
    const list = scans.flatMap((scan) =>
      items(scan['entities_with_incidents']).flatMap((entity) =>
        items(entity['incidents']).flatMap((incident) =>
          items(incident['occurrences']).map((one) => ({
            path: entity['filename'],
            rule: incident['type'],
            commit: scan['id'],
            ...one,
          })),
        ),
      ),
    );
    return report('ggshield', list, (one) => {
      const commit = text(one['commit']);
      return {
        rule: text(one['rule']),
        path: text(one['path']),
        line: number(one['line_start']),
        endLine: number(one['line_end']),
        commit: commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined,
      };
    });
  },
  (data) => {
    const list = items(data);
    if (list.length === 0 || !list.every((one) => 'secret_type' in one)) return undefined;
    return report('GitHub', list, (one) => {
      const first = object(one['first_location_detected']);
      return {
        rule: text(one['secret_type']),
        path: text(first['path']),
        line: number(first['start_line']),
        endLine: number(first['end_line']),
        commit: text(first['commit_sha']),
        value: text(one['secret']),
      };
    });
  },
  (data) => {
    const { vulnerabilities, scan } = object(data);
    if (vulnerabilities === undefined || object(scan)['type'] !== 'secret_detection') return undefined;
    return report('GitLab', items(vulnerabilities), (one) => {
      const location = object(one['location']);
      const commit = text(object(location['commit'])['sha']);
      return {
        rule: text(items(one['identifiers'])[0]?.['value']) ?? text(one['name']),
        path: text(location['file']),
        line: number(location['start_line']),
        endLine: number(location['end_line']),
        commit: commit !== undefined && /^0+$/.test(commit) ? undefined : commit,
      };
    });
  },
  (data) => {
    const { runs } = object(data);
    if (runs === undefined) return undefined;
    const list = items(runs).flatMap((run) => items(run['results']));
    const tool = text(object(object(items(runs)[0]?.['tool'])['driver'])['name']) ?? 'SARIF';
    return report(tool, list, (one) => {
      const physical = object(items(one['locations'])[0]?.['physicalLocation']);
      const uri = text(object(physical['artifactLocation'])['uri']);
      return {
        rule: text(one['ruleId']),
        path: uri === undefined ? undefined : decoded(uri),
        line: number(object(physical['region'])['startLine']),
        endLine: number(object(physical['region'])['endLine']),
        commit: text(object(one['partialFingerprints'])['commitSha']),
      };
    });
  },
];

/** `.gitleaksignore`: `commit:file:rule:line` or `file:rule:line`. */
function fingerprint(line: string): ForeignFinding {
  const parts = line.trim().split(':');
  const number = Number(parts.pop());
  const rule = parts.pop() ?? '';
  const commit = parts.length > 1 && /^[0-9a-f]{7,64}$/.test(parts[0] ?? '') ? parts.shift() : undefined;
  return { rule, path: parts.join(':'), line: number, ...(commit === undefined ? {} : { commit }) };
}

function report(
  tool: string,
  list: readonly Json[],
  read: (one: Json) => {
    readonly rule: string | undefined;
    readonly path?: string | undefined;
    readonly line?: number | undefined;
    readonly endLine?: number | undefined;
    readonly commit?: string | undefined;
    readonly value?: string | undefined;
  },
): ForeignReport {
  return {
    tool,
    findings: list.map((one) => {
      const { rule, path, line, endLine, commit, value } = read(one);
      return {
        rule: rule ?? tool,
        ...(path === undefined ? {} : { path }),
        ...(line === undefined ? {} : { line }),
        ...(endLine === undefined || endLine === line ? {} : { endLine }),
        ...(commit === undefined ? {} : { commit }),
        // A redacted value tells nothing.
        ...(value === undefined || /redacted|\*{3}/i.test(value) ? {} : { value: Secret.fromText(value) }),
      };
    }),
  };
}

/** `./a/b`, `a\b` and `file:///…` of the others. */
function place(path: string | undefined): { path?: string } {
  if (path === undefined) return {};
  return {
    path: path
      .replace(/^file:\/\//, '')
      .replaceAll('\\', '/')
      .replace(/^\.\//, ''),
  };
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function items(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(object) : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}
