import type { Confidence, LengthClass, Secret, Severity } from '../engine/index.ts';

/** The report, as CONTRACT: `unleak-report/1`. Everything here is safe to print except `secret`, which masks itself. */
export type PlaceKind =
  | 'file'
  | 'history'
  | 'commit-message'
  | 'tag-message'
  | 'note'
  | 'ref-name'
  | 'path-name'
  | 'stdin'
  | 'image'
  | 'archive';

/** Where a secret stands. Lines and columns from 1, columns in code points, ends exclusive, of the text as stored. */
export interface Place {
  readonly kind: PlaceKind;
  /** Relative to the target, with `/`; `!` joins archive members. */
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** `v1/Secret/prod/db data.password`, when a manifest was understood. */
  readonly address?: string;
  readonly decoded?: readonly string[];
  readonly blob?: string;
  /** The commit that brought it: first in topological order, then by object id. */
  readonly commit?: string;
  /** A tag's or note's object. */
  readonly tag?: string;
  /** How many blobs of this path hold it. */
  readonly versions?: number;
  /** The place is not the secret's but that of the other half of its pair, and this is what that is: `client id`. */
  readonly companion?: string;
}

/** How long a secret has been readable, and where it still is; from the history. */
export interface Exposure {
  readonly firstCommit: string;
  /** ISO 8601, UTC. */
  readonly firstDate: string;
  readonly author: string;
  readonly lastCommit: string;
  /** The commit that is checked out holds it. */
  readonly atHead: boolean;
  /** At most 100, in the order of their names. */
  readonly refs: readonly string[];
  /** How many more there are. */
  readonly refsOmitted?: number;
  /** How many commits hold it. */
  readonly commits: number;
  /** No ref reaches it: reflog, stash entries below the top, or nothing at all. */
  readonly unreachable: boolean;
}

/** `migrated-rotate`: moved, but the leaked value still works; `accepted`: hidden by a rule or the baseline. */
export type FindingStatus = 'open' | 'migrated-rotate' | 'rotated' | 'accepted';

/** One secret, found by one detector, with all its places. */
export interface Finding {
  readonly id: string;
  readonly status: FindingStatus;
  readonly detector: string;
  readonly title: string;
  readonly vendor: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly why: readonly string[];
  readonly secret: { readonly mask: string; readonly length: LengthClass };
  readonly places: readonly Place[];
  readonly placesOmitted: number;
  readonly exposure?: Exposure;
  readonly fix: { readonly migrate: boolean; readonly revoke?: string; readonly note?: string };
}

/** Why something that was asked for was not read. */
export type ReasonCode =
  'shallow' | 'missing-object' | 'corrupt-object' | 'too-large' | 'undecodable' | 'limit' | 'unreadable';

/** Something asked for that could not be read (or a note, when accepted). */
export interface Reason {
  readonly code: ReasonCode;
  readonly count: number;
  readonly detail: string;
  /** `--accept` turned it into a note: printed, but the scan counts as complete. */
  readonly accepted?: boolean;
}

/** What was read, and whether that was all that was asked for: `incomplete` never counts as clean. */
export interface Coverage {
  readonly state: 'complete' | 'incomplete';
  readonly reasons: readonly Reason[];
  readonly commits: number;
  readonly blobs: number;
  /** Of blobs, messages and files. */
  readonly bytes: number;
  readonly files: number;
  /** Wall-clock time. */
  readonly seconds: number;
}

/** What has a secret's form and is none: a published example, a key that is made to be public. `why` says which. */
export type Harmless = Pick<
  Finding,
  'detector' | 'title' | 'vendor' | 'why' | 'secret' | 'places' | 'placesOmitted'
>;

/** One report as JSON, without the live values. */
export interface Report {
  readonly schema: 'unleak-report/1';
  readonly tool: { readonly name: 'unleak'; readonly version: string; readonly detectors: number };
  readonly target: {
    readonly kind: 'repository' | 'directory' | 'files' | 'stdin' | 'push';
    readonly path: string;
    readonly head?: string;
  };
  readonly coverage: Coverage;
  readonly findings: readonly Finding[];
  readonly harmless: readonly Harmless[];
  readonly suppressed: { readonly baseline: number; readonly ignored: number; readonly inline: number };
}

/**
 * A finding with the values still in hand, for what runs after a scan in the same process (migration, baseline tags).
 * Never serialised.
 */
export interface LiveFinding extends Finding {
  readonly value: Secret;
}
