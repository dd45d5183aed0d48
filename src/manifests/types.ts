import type { Secret, Span } from '../engine/index.ts';

/** What a document is; decides how its values are read and which reference styles fit. */
export type DocumentKind =
  | 'kubernetes'
  | 'helm-values'
  | 'helm-template'
  | 'kustomization'
  | 'compose'
  | 'dockerfile'
  | 'github-workflow'
  | 'gitlab-ci'
  | 'ci'
  | 'dotenv'
  | 'properties'
  | 'ini'
  | 'toml'
  | 'json'
  | 'yaml'
  | 'xml'
  | 'terraform'
  | 'sops'
  | 'other';

/**
 * What the document says of a value. `secret`: it declares it secret (a Secret's data, a `docker config` auth).
 * `literal`: a plain value, judged by its name and text. `reference`, `ciphertext`, `template`: no leak.
 */
export type ValueClass = 'secret' | 'literal' | 'reference' | 'ciphertext' | 'template';

/** A value with an address. */
export interface AddressedValue {
  /** `v1/Secret/prod/db data.password`; for other files the key path: `services.db.environment.POSTGRES_PASSWORD`. */
  readonly address: string;
  /** The nearest name a person would judge by: the key, the env variable's name. */
  readonly name: string;
  readonly class: ValueClass;
  /** The value's bytes as stored, quotes excluded where the format has them; byte offsets into the file. */
  readonly span: Span;
  /** The decoded value (base64 of `data` taken off once, escapes and quotes resolved). */
  readonly value: Secret;
  /** What was taken off: `['base64']`. */
  readonly decoded: readonly string[];
  readonly line: number;
  /** Index into {@link Document.resources}, if the value belongs to one. */
  readonly resource?: number;
}

/** A Kubernetes object (or the one pseudo-object of another kind of file). */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** Where the object stands in the file. */
  readonly span: Span;
  /** Index of the YAML document in the file, and of the item when it stands in a `List`. */
  readonly document: number;
  readonly item?: number;
}

/** A consumer reads a key of a Secret or ConfigMap. */
export interface ConsumerReference {
  /** Index into resources: who reads. */
  readonly resource: number;
  readonly target: {
    readonly kind: 'Secret' | 'ConfigMap';
    readonly namespace?: string;
    readonly name: string;
  };
  /** undefined: all keys. */
  readonly key?: string;
  readonly via:
    'env' | 'envFrom' | 'volume' | 'projected' | 'imagePullSecrets' | 'tls' | 'serviceAccount' | 'other';
  readonly span: Span;
  readonly line: number;
}

/** Why a document, or a part of it, was not understood; it is scanned as text then. */
export interface DocumentProblem {
  readonly code: 'syntax' | 'limit' | 'template' | 'duplicate-key' | 'alias' | 'encoding';
  readonly line: number;
  /** Never quotes the input. */
  readonly message: string;
}

/** A file, read into addressed values. */
export interface Document {
  readonly kind: DocumentKind;
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly values: readonly AddressedValue[];
  readonly resources: readonly Resource[];
  readonly consumers: readonly ConsumerReference[];
  readonly problems: readonly DocumentProblem[];
}

/** Bytes to put in place of a range. Splices of one edit never overlap. */
export interface Splice extends Span {
  readonly bytes: Uint8Array;
}
