import type { RE2JS } from 're2js';
import type { Confidence, Severity } from '../engine/index.ts';
import type { LiveFinding, Place } from '../scan/index.ts';
import { BaselineMatcher } from './baseline.ts';
import type { ChangeHistory } from './baseline.ts';
import type { Baseline } from './baseline-file.ts';
import { inlineMarks } from './inline.ts';
import type { InlineMark } from './inline.ts';
import type { Config } from './load.ts';
import { PathPatterns } from './paths.ts';
import { compileLinear } from './pattern.ts';
import type { State } from './state.ts';
import { keyId, valueMatches, valueTag } from './value.ts';

/** What decides which findings are accepted. */
export interface SuppressionContext {
  readonly config: Config;
  /** Lines of `.unleakignore`. */
  readonly ignoreFile?: string;
  readonly baseline?: { readonly name: string; readonly content: Baseline };
  /** For tags; without it, value rules match nothing and a baseline is unverified. */
  readonly state?: State;
  /** Seconds since 1970. */
  readonly now: number;
  /**
   * Gives the stored text of each place's file or blob, as far as it can be read. Absent: comments are not looked at (a
   * receiving server does not let the pushed text decide).
   */
  readonly readTexts?: (
    places: readonly Place[],
    visit: (place: Place, text: string) => void,
  ) => Promise<void>;
  readonly history?: ChangeHistory;
  /** Everything was read: rules and entries that matched nothing are named. */
  readonly complete: boolean;
}

export type SuppressedBy = 'baseline' | 'ignored' | 'inline';

/** Findings after everything that was accepted is taken out. */
export interface Suppressed {
  /** Findings with the places that are left. */
  readonly findings: readonly LiveFinding[];
  readonly accepted: readonly {
    readonly finding: LiveFinding;
    readonly suppression: { readonly by: SuppressedBy; readonly reason?: string };
  }[];
  readonly counts: Readonly<Record<SuppressedBy, number>>;
  /** For people: what is unused, expired or not believed. Free of values. */
  readonly notes: readonly string[];
}

interface Verdict {
  readonly by: SuppressedBy;
  readonly reason?: string;
  /** It holds for the finding wherever it stands. */
  readonly anywhere?: boolean;
}

const severities: readonly Severity[] = ['low', 'medium', 'high', 'critical'];
const confidences: readonly Confidence[] = ['possible', 'likely', 'certain'];
const fileKinds = new Set<Place['kind']>(['file', 'archive', 'image']);

/**
 * Takes out what was accepted: by `.unleakignore` and the configuration, by a comment in the line, by the baseline. A
 * finding goes only when all of its places go; else it stays with those that are left.
 */
export async function applySuppressions(
  findings: readonly LiveFinding[],
  context: SuppressionContext,
): Promise<Suppressed> {
  const rules = new Rules(context);
  const texts = await readLines(findings, context, rules);
  const notes: string[] = [];
  const matcher = baselineMatcher(context, notes);
  const left: LiveFinding[] = [];
  const accepted: { finding: LiveFinding; suppression: Verdict }[] = [];
  const counts = { baseline: 0, ignored: 0, inline: 0 };
  for (const whole of findings) {
    // The other half of a pair is accepted with its secret, not for itself.
    const companions = whole.places.filter(({ companion }) => companion !== undefined);
    const finding = { ...whole, places: whole.places.filter(({ companion }) => companion === undefined) };
    const verdicts = new Map<Place, Verdict>();
    for (const place of finding.places) {
      const verdict = rules.judge(finding, place, texts.lines.get(place)) ?? texts.inline(finding, place);
      if (verdict !== undefined) verdicts.set(place, verdict);
    }
    let omittedToo = [...verdicts.values()].some((verdict) => verdict.anywhere === true);
    if (verdicts.size < finding.places.length && matcher !== undefined) {
      const rest = { ...finding, places: finding.places.filter((place) => !verdicts.has(place)) };
      const covered = await matcher.covered(rest);
      for (const [place, { reason }] of covered)
        verdicts.set(place, reason === undefined ? { by: 'baseline' } : { by: 'baseline', reason });
      omittedToo ||= covered.size > 0 && matcher.coversOmitted(finding, covered);
    }
    const places = finding.places.filter((place) => !verdicts.has(place));
    if (places.length === 0 && (finding.placesOmitted === 0 || omittedToo)) {
      const [suppression = { by: 'ignored' as const }] = [...verdicts.values()];
      counts[suppression.by]++;
      accepted.push({ finding: whole, suppression });
    } else if (places.length === 0 || verdicts.size === 0) left.push(whole);
    else
      left.push({
        ...finding,
        places: [...places, ...companions],
        fix: { ...finding.fix, migrate: finding.fix.migrate && places.some(({ kind }) => kind === 'file') },
      });
  }
  notes.push(...texts.notes(), ...rules.notes());
  if (context.complete && matcher !== undefined && matcher.unused.length > 0)
    notes.push(
      `${matcher.unused.length} baseline entries match nothing any more: --write-baseline drops them`,
    );
  return { findings: left, accepted: accepted.map(plain), counts, notes };
}

function plain({ finding, suppression: { by, reason } }: { finding: LiveFinding; suppression: Verdict }): {
  finding: LiveFinding;
  suppression: { by: SuppressedBy; reason?: string };
} {
  const accepted: LiveFinding = { ...finding, status: 'accepted' };
  return { finding: accepted, suppression: reason === undefined ? { by } : { by, reason } };
}

/** The configuration's rules and `.unleakignore`. */
class Rules {
  readonly #context: SuppressionContext;
  readonly #ignoreFile: PathPatterns;
  readonly #ignorePaths: PathPatterns;
  readonly #allow: readonly AllowRule[];
  readonly #thresholds: readonly { rule: Config['thresholds'][number]; paths: PathPatterns | undefined }[];

  constructor(context: SuppressionContext) {
    this.#context = context;
    this.#ignoreFile = new PathPatterns((context.ignoreFile ?? '').split('\n'));
    this.#ignorePaths = new PathPatterns(context.config.ignorePaths);
    this.#allow = context.config.allow.map((rule) => ({
      rule,
      paths: rule.path === undefined ? undefined : new PathPatterns([rule.path]),
      inPath: rule.pathMatches === undefined ? undefined : compileLinear(rule.pathMatches),
      notInPath: rule.pathNotMatches === undefined ? undefined : compileLinear(rule.pathNotMatches),
      value: rule.valueMatches === undefined ? undefined : compileLinear(rule.valueMatches),
      line: rule.lineMatches === undefined ? undefined : compileLinear(rule.lineMatches),
      expired: rule.until !== undefined && Date.parse(rule.until) / 1000 < context.now,
      used: false,
    }));
    this.#thresholds = context.config.thresholds.map((rule) => ({
      rule,
      paths: rule.path === undefined ? undefined : new PathPatterns([rule.path]),
    }));
  }

  get needLines(): boolean {
    return this.#allow.some((one) => one.line !== undefined);
  }

  judge(finding: LiveFinding, place: Place, line: string | undefined): Verdict | undefined {
    const { path } = place;
    if (path !== undefined && this.#ignoreFile.ignores(path))
      return { by: 'ignored', reason: '.unleakignore' };
    if (path !== undefined && this.#ignorePaths.ignores(path))
      return { by: 'ignored', reason: 'paths.ignore' };
    if (path !== undefined && this.#ownExample(finding, path))
      return { by: 'ignored', reason: 'an example of the configuration' };
    if (this.#belowThreshold(finding, place)) return { by: 'ignored', reason: 'below the threshold' };
    for (const one of this.#allow) {
      if (one.expired || !this.#allows(one, finding, place, line)) continue;
      one.used = true;
      const anywhere =
        one.rule.path === undefined &&
        one.inPath === undefined &&
        one.notInPath === undefined &&
        one.rule.address === undefined &&
        one.line === undefined;
      return { by: 'ignored', reason: one.rule.reason, anywhere };
    }
    return undefined;
  }

  notes(): string[] {
    const notes = this.#allow
      .filter((one) => one.expired)
      .map(({ rule }) => `${rule.origin}: the rule ended on ${rule.until ?? ''} and holds no more`);
    if (!this.#context.complete) return notes;
    for (const { rule } of this.#allow.filter((one) => !one.expired && !one.used))
      notes.push(`${rule.origin}: the rule allows nothing that is there`);
    for (const text of this.#ignoreFile.unused) notes.push(`.unleakignore: ${text} hides nothing`);
    return notes;
  }

  #allows(
    { rule, paths, inPath, notInPath, value, line }: AllowRule,
    finding: LiveFinding,
    place: Place,
    text?: string,
  ): boolean {
    const { state } = this.#context;
    return (
      (rule.detector === undefined ||
        rule.detector === finding.detector ||
        rule.detector === finding.vendor) &&
      (paths === undefined || (place.path !== undefined && paths.ignores(place.path))) &&
      (inPath === undefined || (place.path !== undefined && inPath.matcher(place.path).find())) &&
      (notInPath === undefined || (place.path !== undefined && !notInPath.matcher(place.path).find())) &&
      (rule.address === undefined || rule.address === place.address) &&
      (rule.value === undefined ||
        (state !== undefined && valueTag(state, finding.detector, finding.value) === rule.value)) &&
      (value === undefined || valueMatches(value, finding.value)) &&
      (line === undefined || (text !== undefined && line.matcher(text).find()))
    );
  }

  /** A detector of the configuration matches its own examples. */
  #ownExample(finding: LiveFinding, path: string): boolean {
    const { files, detectors } = this.#context.config;
    return files.includes(path) && detectors.some((detector) => detector.id === finding.detector);
  }

  /** The last rule for a path counts, so that a folder's rule stands behind the general one. */
  #belowThreshold(finding: LiveFinding, place: Place): boolean {
    let severity: Severity | undefined;
    let confidence: Confidence | undefined;
    for (const { rule, paths } of this.#thresholds) {
      if (paths !== undefined && (place.path === undefined || !paths.ignores(place.path))) continue;
      severity = rule.minSeverity ?? severity;
      confidence = rule.minConfidence ?? confidence;
    }
    return (
      (severity !== undefined && severities.indexOf(finding.severity) < severities.indexOf(severity)) ||
      (confidence !== undefined && confidences.indexOf(finding.confidence) < confidences.indexOf(confidence))
    );
  }
}

interface AllowRule {
  readonly rule: Config['allow'][number];
  readonly paths: PathPatterns | undefined;
  readonly inPath: RE2JS | undefined;
  readonly notInPath: RE2JS | undefined;
  readonly value: RE2JS | undefined;
  readonly line: RE2JS | undefined;
  readonly expired: boolean;
  used: boolean;
}

/** The lines of the places, with the marks in them. */
interface Lines {
  readonly lines: ReadonlyMap<Place, string>;
  readonly inline: (finding: LiveFinding, place: Place) => Verdict | undefined;
  readonly notes: () => string[];
}

async function readLines(
  findings: readonly LiveFinding[],
  context: SuppressionContext,
  rules: Rules,
): Promise<Lines> {
  const { allow, others } = context.config.inline;
  const lines = new Map<Place, string>();
  const marks = new Map<Place, InlineMark>();
  const places = findings.flatMap((finding) =>
    finding.places.filter(
      ({ kind, line, path, blob }) =>
        line !== undefined && path !== undefined && (kind === 'file' || blob !== undefined),
    ),
  );
  if (context.readTexts !== undefined && (allow || others || rules.needLines)) {
    let last: { text: string; split: string[]; marks: ReadonlyMap<number, InlineMark> } | undefined;
    await context.readTexts(places, (place, text) => {
      if (last?.text !== text) last = { text, split: text.split('\n'), marks: inlineMarks(text) };
      const from = place.line ?? 1;
      if (rules.needLines) lines.set(place, last.split[from - 1] ?? '');
      for (let line = from; line <= Math.min(place.endLine ?? from, from + 200); line++) {
        const mark = last.marks.get(line);
        if (mark === undefined) continue;
        marks.set(place, mark);
        break;
      }
    });
  }
  const withoutReason = new Set<string>();
  const narrow = new Set<string>();
  const own = (place: Place): Verdict | undefined => {
    const mark = marks.get(place);
    if (mark === undefined || !(mark.ours ? allow : others)) return undefined;
    if (mark.narrow === true) {
      narrow.add(`${place.path ?? ''}:${place.line ?? 1}: ${mark.word}`);
      return undefined;
    }
    if (mark.ours && mark.reason === '') {
      withoutReason.add(`${place.path ?? ''}:${place.line ?? 1}`);
      return undefined;
    }
    return { by: 'inline', reason: mark.ours ? mark.reason : mark.word };
  };
  return {
    lines,
    inline(finding, place) {
      const verdict = own(place);
      if (verdict !== undefined || place.kind !== 'history') return verdict;
      // A comment that was written later holds for the same value's older versions at the same path.
      for (const other of finding.places)
        if (fileKinds.has(other.kind) && other.path === place.path) {
          const later = own(other);
          if (later !== undefined) return later;
        }
      return undefined;
    },
    notes: () => [
      ...[...withoutReason].map(
        (where) => `${where}: unleak:allow needs a reason behind it, and is not honoured`,
      ),
      ...[...narrow].map((where) => `${where} names rules of another scanner, and is not honoured`),
    ],
  };
}

function baselineMatcher(context: SuppressionContext, notes: string[]): BaselineMatcher | undefined {
  const { baseline, state, now } = context;
  if (baseline === undefined) return undefined;
  const { key, entries } = baseline.content;
  const verified = state !== undefined && keyId(state) === key;
  const today = new Date(now * 1000).toISOString().slice(0, 10);
  const valid = entries.filter(({ until }) => until === undefined || until >= today);
  if (!verified)
    notes.push(
      `${baseline.name}: baseline unverified: it was made with another key, so lines that changed since count as new (unleak key import)`,
    );
  if (valid.length < entries.length)
    notes.push(
      `${baseline.name}: ${entries.length - valid.length} entries have expired; what they accepted is open again`,
    );
  return new BaselineMatcher(
    { key, entries: valid },
    verified,
    (finding) => (state === undefined ? undefined : valueTag(state, finding.detector, finding.value)),
    context.history,
  );
}
