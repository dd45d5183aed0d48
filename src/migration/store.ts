import type { Secret } from '../engine/index.ts';

/**
 * What a migration asks of a store. A third store is one file under `providers/`. Every call is limited in time,
 * retried with jitter where that is safe, can be cancelled, and throws a {@link StoreError} whose text is free of
 * values.
 */
export interface RemoteStore {
  readonly id: string;
  readonly title: string;
  readonly limits: StoreLimits;
  /** Throws a {@link StoreError} `usage` with the rule that the name breaks. */
  checkName(name: string): void;
  /** Throws a {@link StoreError} `usage` when something that a new secret needs was not said. */
  checkCreate?(): void;
  /** What stands under the name. Never throws because the name is free. */
  describe(name: string, expected: Secret | undefined, signal: AbortSignal): Promise<StoreState>;
  /**
   * Creates the secret (`mode: create`; fails with `conflict` if the name is taken) or adds a version to the one that
   * was described (`mode: update`; fails with `conflict` if its current version moved). The request's token was
   * fsynced in the journal before the call: asking again with the same token is safe and creates nothing twice.
   */
  put(request: PutRequest, signal: AbortSignal): Promise<StoredVersion>;
  /**
   * Did a put with this token arrive, although its answer was lost? Without `expected` (the file that held it was edited
   * since) only what the token alone tells.
   */
  find(
    name: string,
    token: string,
    expected: Secret | undefined,
    signal: AbortSignal,
  ): Promise<StoredVersion | undefined>;
  /** Takes back what a put left that was stopped half-way, and that {@link find} therefore does not give. */
  abandon?(name: string, token: string, signal: AbortSignal): Promise<void>;
  /** Reads back exactly this version. */
  read(version: StoredVersion, signal: AbortSignal): Promise<Secret>;
  /**
   * Takes back what {@link put} made, and only that: with a recovery window, never by force. Fails with `conflict` when
   * somebody else wrote since: then it is left alone.
   */
  undo(version: StoredVersion, signal: AbortSignal): Promise<void>;
  /** Policies for the migrator of these names, and for each of their readers. */
  policies(names: readonly string[], readers: readonly Reader[]): readonly Policy[];
  close(): Promise<void>;
}

export interface StoreLimits {
  readonly maxBytes: number;
  /** Can values hold bytes that are not UTF-8? */
  readonly binary: boolean;
  readonly emptyAllowed: boolean;
  readonly maxNameLength: number;
}

export type StoreState =
  | { readonly state: 'absent' }
  /** The same bytes are there already: reuse this version. */
  | { readonly state: 'same'; readonly version: StoredVersion }
  | { readonly state: 'differs'; readonly version: StoredVersion }
  | { readonly state: 'scheduled-for-deletion' }
  /** Tags or labels say that something else owns it. */
  | { readonly state: 'managed-by-other'; readonly owner: string; readonly version: StoredVersion };

export interface PutRequest {
  readonly name: string;
  readonly value: Secret;
  readonly mode: 'create' | 'update';
  /** A random UUID from the journal, never derived from the value. */
  readonly token: string;
  /** The current version that was seen at plan time; required for `update`. */
  readonly expectedVersion?: string;
  readonly description?: string;
  /** AWS tags, GCP labels and annotations; values made fit by the store. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Where a value is now: what references are written from. */
export interface StoredVersion {
  readonly name: string;
  /** ARN, or `projects/P/secrets/S`. */
  readonly resource: string;
  /** AWS VersionId, GCP version number. */
  readonly version: string;
  /** `create`: the secret itself is ours to undo; `update`: the version alone; `reuse`: nothing. */
  readonly made: 'create' | 'update' | 'reuse';
  readonly token: string;
}

/** Who reads some of the names, as a policy's title says it: `the readers in namespace prod`. */
export interface Reader {
  readonly reader: string;
  readonly names: readonly string[];
}

export interface Policy {
  readonly title: string;
  readonly language: 'json' | 'hcl' | 'shell';
  readonly text: string;
}

export type StoreErrorCode =
  'usage' | 'denied' | 'conflict' | 'throttled' | 'unavailable' | 'cancelled' | 'failed';

/** Carries a code and a text of ours; never an SDK's text, which may quote the input. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly hint: string | undefined;
  /** May the write have arrived? Then resume asks {@link RemoteStore.find} first. */
  readonly uncertain: boolean;
  constructor(code: StoreErrorCode, message: string, options: { hint?: string; uncertain?: boolean } = {}) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
    this.hint = options.hint;
    this.uncertain = options.uncertain ?? false;
  }
}

export type FileFormat = 'yaml' | 'json' | 'dotenv' | 'ini' | 'binary';

/** How one file is encrypted: recipients and which leaves. Opaque to the migration apart from what a plan shows. */
export interface EncryptionRule {
  /** Printable, public: `age1…`, a KMS ARN, a PGP fingerprint. */
  readonly recipients: readonly string[];
  /** Where the rule came from: `.sops.yaml:3`, `--age`, `new identity`. */
  readonly origin: string;
  readonly encryptedRegex?: string;
  readonly macOnlyEncrypted: boolean;
  /** The store's own data. */
  readonly details: unknown;
}

/** A store that keeps the value in the file itself, encrypted (SOPS). The put is the rewrite. */
export interface InPlaceStore {
  readonly id: string;
  readonly title: string;
  /** The rule for an absolute path. `defaults` apply where the configuration says nothing. */
  ruleFor(
    path: string,
    defaults: { encryptedRegex?: string; macOnlyEncrypted?: boolean },
  ): Promise<EncryptionRule>;
  /**
   * Makes the recipient that a rule without recipients stands for, unless it is there: writes an identity where the
   * store's own program looks for it. Called before the first file is encrypted.
   */
  createIdentity?(): Promise<{ readonly recipient: string; readonly path: string }>;
  /**
   * Encrypts in memory, then decrypts again with the data key (and through an identity where one is at hand) and
   * compares, before it returns. Every byte outside the encrypted values and the appended metadata is the same.
   */
  encrypt(input: {
    readonly path: string;
    readonly bytes: Uint8Array;
    readonly format: FileFormat;
    readonly rule: EncryptionRule;
  }): Promise<{
    readonly bytes: Uint8Array;
    readonly values: number;
    readonly verifiedBy: 'data-key' | 'identity';
  }>;
  /** Decrypts with an identity at hand, verifies the MAC. Throws {@link StoreError} `denied` without an identity. */
  decrypt(input: { readonly path: string; readonly bytes: Uint8Array; readonly format: FileFormat }): Promise<
    readonly {
      readonly document: number;
      readonly path: readonly (string | number)[];
      readonly value: Secret;
    }[]
  >;
}
