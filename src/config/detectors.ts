import { createEngine } from '../engine/index.ts';
import type { Detector } from '../engine/index.ts';
import { LinearPattern } from './pattern.ts';
import type { DetectorData, OverrideData } from './schema.ts';

/** What is wrong with a detector of the configuration: which key, and why. */
export interface DetectorFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A detector from the configuration. Its examples are tried before it is used. */
export function toDetector(data: DetectorData): Detector | DetectorFault {
  let pattern: LinearPattern;
  try {
    pattern = new LinearPattern(data.pattern, data.group);
  } catch (error) {
    return error instanceof RangeError
      ? { path: ['group'], message: 'the pattern has no such group' }
      : { path: ['pattern'], message: 'not RE2 syntax (no look-around, no back-reference)' };
  }
  const wide = data.keywords.length > 0 ? { before: 200, after: 500 } : {};
  const detector: Detector = {
    id: data.id,
    title: data.title,
    vendor: data.vendor,
    severity: data.severity,
    keywords: [...new Set(data.keywords.flatMap((word) => longEnough(word.toLowerCase())))],
    pattern,
    reach: wide,
    publicPrefix: data.publicPrefix,
    generic: data.rarity,
    ...(data.confidence === undefined ? {} : { confidence: data.confidence }),
    ...(data.revoke === undefined ? {} : { revoke: data.revoke }),
    documentation: data.documentation ?? '',
    examples: () => ({ hits: data.examples?.match ?? [], misses: data.examples?.ignore ?? [] }),
  };
  return tryExamples(detector, data) ?? detector;
}

/** The engine wants three bytes: a word of two stands for itself with each character that can follow. */
function longEnough(word: string): string[] {
  if (Buffer.byteLength(word) !== 2) return [word];
  const printable = Array.from({ length: 95 }, (_, n) => String.fromCodePoint(32 + n));
  return printable.filter((c) => c === c.toLowerCase()).map((c) => word + c);
}

function tryExamples(detector: Detector, data: DetectorData): DetectorFault | undefined {
  const engine = createEngine([detector]);
  const matches = (text: string): boolean => {
    const bytes = Buffer.from(text);
    return engine.judge(bytes, engine.find(bytes), {}).length > 0;
  };
  const { match = [], ignore = [] } = data.examples ?? {};
  for (const [index, example] of match.entries())
    if (!matches(example))
      return {
        path: ['examples', 'match', index],
        message: detector.keywords.some((word) => example.toLowerCase().includes(word))
          ? 'the pattern does not match this example'
          : 'this example holds none of the keywords',
      };
  for (const [index, example] of ignore.entries())
    if (matches(example))
      return { path: ['examples', 'ignore', index], message: 'the pattern matches this example' };
  return undefined;
}

/** The detectors that are used: built-in ones and the configuration's own, which win, with its overrides. */
export function effectiveDetectors(
  builtIn: readonly Detector[],
  own: readonly Detector[],
  overrides: readonly OverrideData[],
): readonly Detector[] {
  const ids = new Set(own.map((detector) => detector.id));
  return [...builtIn.filter((detector) => !ids.has(detector.id)), ...own].flatMap((detector) => {
    let current: Detector | undefined = detector;
    for (const rule of overrides) {
      if (rule.detector !== '*' && rule.detector !== detector.id && rule.detector !== detector.vendor)
        continue;
      if (rule.enabled === false) current = undefined;
      else if (rule.enabled === true) current ??= detector;
      if (rule.severity !== undefined && current !== undefined)
        current = { ...current, severity: rule.severity };
    }
    return current === undefined ? [] : [current];
  });
}
