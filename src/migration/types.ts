import type { LiveFinding } from '../scan/index.ts';
import type { InPlaceStore, Policy, RemoteStore } from './store.ts';

export type Store = InPlaceStore | RemoteStore;

/** Where key, journal and backups of one repository live; `openState` of the configuration room makes it. */
export interface StateDirectory {
  /** Absolute; 0700, ours. */
  readonly dir: string;
  /** HMAC-SHA-256 under the repository's key, hex. `purpose` separates the uses: equal bytes, unequal codes. */
  mac(purpose: string, bytes: Uint8Array): string;
}

/** Who turns a SOPS document back into values where it is used. */
export type DecryptedBy = 'flux' | 'ksops' | 'helm-secrets' | 'manual';

/** How a value is referred to; `auto` chooses by the document's kind and the store. */
export type Style = 'auto' | 'sops' | 'external-secret' | 'csi' | 'secret-sync' | 'vals' | 'env';

/** What the user chose. Part of the plan: `apply` works from it, not from flags. */
export interface PlanOptions {
  readonly style: Style;
  /** Store names: `{env}/{namespace}/{name}`; see `naming.ts` for the fields. */
  readonly nameTemplate?: string;
  readonly decryptedBy?: DecryptedBy;
  /** SOPS: recipients for files that no `.sops.yaml` speaks of. The caller gives them to the store, at apply as well. */
  readonly age?: readonly string[];
  /**
   * `.env` and compose files, whose readers must be started in another way then. `exec-env`: both move; `keep`: both are
   * listed; `auto` (default): compose files move, which say themselves how they are started, and `.env` files are listed.
   */
  readonly dotenv: 'exec-env' | 'keep' | 'auto';
  /** Program text reads its values from the environment; without it that is proposed. */
  readonly code?: boolean;
  /** References name the version that was stored, where they can; else the newest. */
  readonly pin?: boolean;
  /** A URL with a password: `whole` (default) in the store, or the password alone and an ExternalSecret's template. */
  readonly composite?: 'whole' | 'template';
  /** An existing secret of the same name with another value gets a new version instead of stopping the plan. */
  readonly update: boolean;
  /** Remote stores: the SecretStore that ExternalSecrets name, where the tree has none. */
  readonly secretStore?: { readonly kind: 'SecretStore' | 'ClusterSecretStore'; readonly name: string };
  /** Remote stores: what a SecretStore stub, a vals reference and a fetch step need to find the store. */
  readonly region?: string;
  readonly project?: string;
  /** How new secrets are kept: what `apply` opens the store with. */
  readonly location?: string;
  readonly replication?: readonly string[];
  readonly kmsKeys?: readonly string[];
  readonly replicaRegions?: readonly string[];
  readonly recoveryDays?: number;
}

export interface PlanInput {
  /** The repository's (or folder's) root. */
  readonly root: string;
  readonly findings: readonly LiveFinding[];
  readonly store: Store;
  readonly state: StateDirectory;
  /** The program's version: a plan is applied by the version that made it. */
  readonly program: string;
  readonly options?: Partial<PlanOptions>;
  /** Detector ids or finding ids. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly signal: AbortSignal;
  /** ISO 8601; the clock of the caller. */
  readonly now?: string;
}

/** A value that will move, by its address; never the value. */
export interface Selected {
  readonly path: string;
  readonly address: string;
  readonly line: number;
  readonly detector: string;
  readonly finding: string;
  /** Keyed tag of the secret: which findings of a later scan are `migrated-rotate`. */
  readonly tag: string;
  /** Keyed tag of the whole value that moves, of which the secret may be a part. */
  readonly valueTag: string;
  /** Where the vendor revokes it. */
  readonly revoke?: string;
}

/** One row of the plan's table. */
export interface PlannedChange {
  readonly path: string;
  readonly line: number;
  readonly address: string;
  /** `encrypted in place`, `valueFrom.secretKeyRef api-secrets/DB_PASSWORD`. */
  readonly becomes: string;
  /** The store's name for it; none for in-place stores. */
  readonly store?: string;
}

export interface PlannedFile {
  readonly path: string;
  readonly change: 'modify' | 'create' | 'remove';
  /** Keyed fingerprint of the bytes that the plan was made from; none for a new file. */
  readonly before?: string;
  /** Encrypted by an in-place store: for whom, and where the rule came from. */
  readonly encryption?: {
    readonly recipients: readonly string[];
    readonly origin: string;
    readonly encryptedRegex?: string;
  };
  /** Unified diff with every secret masked. */
  readonly diff: string;
}

/** A secret that a remote store will hold. */
export interface PlannedEntry {
  readonly name: string;
  /** Keys of a JSON secret; empty when the value is stored as it is. */
  readonly keys: readonly string[];
  readonly mode: 'create' | 'update' | 'reuse';
  /** The version seen at plan time (update, reuse). */
  readonly version?: string;
  readonly warnings: readonly string[];
}

/** Why something was left for a person. */
export interface ManualItem {
  readonly path: string;
  readonly line: number;
  readonly address?: string;
  readonly detector?: string;
  readonly reason: string;
  /** What to write there, or which flag to give. */
  readonly write: string;
  /** A proposal as a unified diff with every secret masked; `code` applies it. */
  readonly patch?: string;
}

/** Something the plan cannot decide. `files` are left out of the plan until it is answered. */
export interface Question {
  readonly option: 'decryptedBy' | 'dotenv' | 'update';
  readonly message: string;
  readonly files: readonly string[];
}

/** Serialisable; holds no value. */
export interface Plan {
  readonly schema: 'unleak-plan/1';
  /** Also the journal's name. */
  readonly id: string;
  readonly program: string;
  readonly created: string;
  readonly root: string;
  readonly store: { readonly id: string; readonly title: string; readonly kind: 'in-place' | 'remote' };
  readonly options: PlanOptions;
  readonly selected: readonly Selected[];
  readonly changes: readonly PlannedChange[];
  readonly entries: readonly PlannedEntry[];
  readonly files: readonly PlannedFile[];
  readonly manual: readonly ManualItem[];
  readonly questions: readonly Question[];
  /** What must be true for production to start: an operator, a key in the cluster, a command to run with. */
  readonly preconditions: readonly string[];
  readonly warnings: readonly string[];
  readonly policies: readonly Policy[];
  /** Keyed code of all the above: a plan that was edited, or made elsewhere, is refused. */
  readonly mac: string;
}

export type MigrationState =
  | 'planned'
  | 'storing'
  | 'staged'
  | 'rewriting'
  | 'proving'
  | 'done'
  | 'rolling-back'
  | 'rolled-back'
  /** Its journal does not verify; nothing is done with it. */
  | 'damaged';

export type MigrationEvent =
  | { readonly type: 'state'; readonly id: string; readonly state: MigrationState }
  /** A new age identity was written: whoever decrypts needs it. */
  | { readonly type: 'identity'; readonly path: string }
  | { readonly type: 'stored'; readonly name: string; readonly made: 'create' | 'update' | 'reuse' }
  | { readonly type: 'verified'; readonly name: string }
  | { readonly type: 'encrypted'; readonly path: string; readonly verifiedBy: 'data-key' | 'identity' }
  | { readonly type: 'rewritten'; readonly path: string; readonly change: PlannedFile['change'] }
  | { readonly type: 'check'; readonly check: ProofCheck }
  | { readonly type: 'restored'; readonly path: string }
  | { readonly type: 'undone'; readonly name: string }
  | { readonly type: 'conflict'; readonly path: string; readonly message: string };

/** One thing that was looked at after the rewrite. */
export interface ProofCheck {
  readonly check:
    | 'stored'
    | 'live'
    | 'decrypts'
    | 'only-intended'
    | 'references'
    | 'decryptor'
    | 'listed'
    | 'rescan'
    | 'render'
    | 'unchanged';
  readonly subject: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  /** How it was checked, or why it failed or was skipped. */
  readonly detail: string;
}

export interface Proof {
  readonly passed: boolean;
  readonly checks: readonly ProofCheck[];
}

/** A proof for programs (`--proof-out`). */
export interface ProofDocument {
  readonly schema: 'unleak-proof/1';
  readonly migration: string;
  readonly program: string;
  /** ISO 8601. */
  readonly planned: string;
  readonly checked: string;
  readonly store: Plan['store'];
  readonly passed: boolean;
  /** Fingerprints are keyed. */
  readonly files: readonly {
    readonly path: string;
    readonly change: PlannedFile['change'];
    readonly fingerprint?: string;
  }[];
  readonly stored: readonly {
    readonly name: string;
    readonly resource: string;
    readonly version: string;
    readonly made: 'create' | 'update' | 'reuse';
  }[];
  readonly references: readonly PlannedChange[];
  readonly checks: readonly ProofCheck[];
  readonly left: readonly { readonly path: string; readonly line: number; readonly reason: string }[];
  /** Keyed code of all the above. */
  readonly mac: string;
}

/** Its status stays `migrated-rotate` until the stored value differs from the leaked one. */
export interface RotateItem {
  readonly finding: string;
  /** Keyed tag of the secret, as in the plan. */
  readonly tag: string;
  readonly detector: string;
  readonly path: string;
  readonly address: string;
  readonly rotated: boolean;
  /** Where the vendor revokes it. */
  readonly revoke?: string;
}

export interface Outcome {
  readonly id: string;
  readonly state: 'done' | 'stopped' | 'rolled-back' | 'conflict';
  /** Why it stopped; free of values. */
  readonly reason?: string;
  readonly hint?: string;
  readonly files: readonly { readonly path: string; readonly change: PlannedFile['change'] }[];
  readonly entries: readonly { readonly name: string; readonly made: 'create' | 'update' | 'reuse' }[];
  readonly manual: readonly ManualItem[];
  readonly rotate: readonly RotateItem[];
  readonly proof?: Proof;
  readonly proofDocument?: ProofDocument;
  /** Files that were edited since, and what to do about each. */
  readonly conflicts: readonly { readonly path: string; readonly message: string }[];
}

export interface MigrationStatus {
  readonly id: string;
  readonly state: MigrationState;
  readonly created: string;
  readonly store: string;
  readonly storesDone: number;
  readonly storesTotal: number;
  readonly filesDone: number;
  readonly filesTotal: number;
  /** A live process is at work on it. */
  readonly running: boolean;
  readonly next: readonly ('resume' | 'rollback' | 'verify')[];
  /** Once it is done: what was leaked, and whether it was rotated since. */
  readonly rotate: readonly RotateItem[];
}

/** What apply, resume, rollback and verify are handed. */
export interface Context {
  readonly root: string;
  readonly store: Store;
  readonly state: StateDirectory;
  readonly program: string;
  /** Finishes the write at hand, then stops resumable. */
  readonly signal: AbortSignal;
  readonly events?: (event: MigrationEvent) => void;
  /** Scans these files (relative paths) again; the caller has the detectors. */
  readonly rescan?: (paths: readonly string[]) => Promise<readonly LiveFinding[]>;
  /** Do not run the user's kustomize or kubectl for the proof. */
  readonly noRender?: boolean;
  /** Fetch each reference from the store as a reader would: the newest version, which consumers get. Read-only. */
  readonly checkLive?: boolean;
  /** The plan is from another run: look first whether the store is still as it was, before anything is put. */
  readonly checkStore?: boolean;
  /** Keep no copy of uncommitted files: they cannot be rolled back then. */
  readonly noRollback?: boolean;
}

export type MigrationErrorCode =
  'usage' | 'changed' | 'locked' | 'conflict' | 'unsupported' | 'not-found' | 'state';

/** Text of ours, free of values. */
export class MigrationError extends Error {
  readonly code: MigrationErrorCode;
  readonly hint: string | undefined;
  /** The file that it is about. */
  readonly path: string | undefined;
  constructor(code: MigrationErrorCode, message: string, hint?: string, path?: string) {
    super(message);
    this.name = 'MigrationError';
    this.code = code;
    this.hint = hint;
    this.path = path;
  }
}
