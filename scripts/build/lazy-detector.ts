import type { Detector } from '../../src/engine/types.ts';

/** What of a detector is plain data. */
export type DetectorRow = Omit<
  Detector,
  'pattern' | 'quick' | 'check' | 'named' | 'companion' | 'examples' | 'publicPrefix'
> & {
  /** `true` stands for a function, which is made with the rest. */
  readonly publicPrefix?: number | true;
};

/** A detector made of its plain data; whatever else is asked of it comes from `load`. */
export function lazyDetector(row: DetectorRow, load: () => Detector): Detector {
  const { publicPrefix, mark, ...plain } = row;
  const detector: Detector = {
    ...plain,
    ...(publicPrefix === undefined
      ? {}
      : {
          publicPrefix:
            publicPrefix === true ? (value: string): number => prefixLength(load(), value) : publicPrefix,
        }),
    get pattern() {
      return load().pattern;
    },
    get examples() {
      return load().examples;
    },
    // Absent and undefined are the same to all readers.
    get quick() {
      return load().quick as NonNullable<Detector['quick']>;
    },
    get check() {
      return load().check as NonNullable<Detector['check']>;
    },
    get named() {
      return load().named as NonNullable<Detector['named']>;
    },
    get companion() {
      return load().companion as NonNullable<Detector['companion']>;
    },
  };
  Object.defineProperty(detector, 'mark', { value: mark });
  return detector;
}

function prefixLength({ publicPrefix }: Detector, value: string): number {
  return typeof publicPrefix === 'function' ? publicPrefix(value) : (publicPrefix ?? 0);
}

/** All plain fields: a new one in {@link Detector} must be named here, or made an accessor above. */
const plainFields = {
  id: true,
  title: true,
  vendor: true,
  severity: true,
  keywords: true,
  reach: true,
  anchored: true,
  confidence: true,
  generic: true,
  judgedAs: true,
  publicId: true,
  rows: true,
  revoke: true,
  documentation: true,
  publicPrefix: true,
  mark: true,
} satisfies Record<keyof DetectorRow, true>;

/** The plain data of a detector, as it comes back from JSON. */
export function detectorRow(detector: Detector, mark: string): DetectorRow {
  const row = Object.fromEntries(
    Object.entries({
      ...detector,
      mark,
      ...(typeof detector.publicPrefix === 'function' ? { publicPrefix: true } : {}),
    }).filter(([name]) => Object.hasOwn(plainFields, name)),
  );
  return JSON.parse(JSON.stringify(row)) as DetectorRow;
}
