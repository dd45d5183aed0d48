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

/** Keys and list positions from a document's root; the empty path is the root itself. */
export type NodePath = readonly (string | number)[];

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
  /** Index of the YAML document in the file; 0 for every other format. */
  readonly document: number;
  /** Where the value's node stands; of the outer node when the value lies in a file inside it. */
  readonly path: NodePath;
  /** The value lies in a file inside the node at {@link path} (an embedded file, a part of a line). */
  readonly inner?: boolean;
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
  /** A Secret's `type`, as written. */
  readonly type?: string;
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
  /** Where the target's name stands. */
  readonly document: number;
  readonly path: NodePath;
  /** The environment variable (`env`) or the prefix (`envFrom`) it arrives under. */
  readonly variable?: string;
  readonly optional?: boolean;
}

/** A file that another one takes a value, or variables, from. */
export interface FileReference {
  /** From the root of the tree. */
  readonly path: string;
  /** The file is one secret; lines of variables, all secret or not. */
  readonly as: 'secret' | 'secret-env' | 'env';
  /** What the secret is called. */
  readonly name: string;
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

/** Where an edit applies: a value's address, or a node of YAML or JSON by document and path. */
export type EditTarget =
  { readonly address: string } | { readonly document?: number; readonly path: NodePath };

/**
 * One change. Node texts are YAML (JSON is YAML too), written from column 0 with two spaces a level; they are indented
 * and styled for the file they go into.
 *
 * - `set-value`: the scalar becomes this text, in the style that it has, or double quoted where that cannot hold it. A
 *   number or boolean stays one if the text reads as one; all else becomes a string. By address of a value that is
 *   base64 in the file, the text is the decoded one. `written` is the value as the file shall hold it, quotes or block
 *   style and all: taken where it reads as the value, refused else.
 * - `replace-node`: any node becomes another; with `key` its key changes too (`value: x` to `valueFrom: …`). The empty
 *   path is the whole YAML document.
 * - `remove`: an entry, a list item or a whole YAML document; or, by address, the line of a dotenv or properties file.
 * - `add`: an entry under the map at the path (with `key`), or an item at the end of the list there (without). Missing
 *   maps on the way, and the list, are made.
 * - `append-document`: one more YAML document at the end of the file; the target is not looked at.
 */
export type Edit =
  | (EditTarget & {
      readonly action: 'set-value';
      readonly value: string | Uint8Array;
      readonly written?: string;
    })
  | (EditTarget & { readonly action: 'replace-node'; readonly text: string; readonly key?: string })
  | (EditTarget & { readonly action: 'remove' })
  | (EditTarget & { readonly action: 'add'; readonly key?: string; readonly text: string })
  | { readonly action: 'append-document'; readonly text: string };

/**
 * Why an edit was refused. `not-found`: no such address. `ambiguous`: it names more than one place. `alias`: other
 * places share the node through an anchor. `template`: a template action stands there. `duplicate-key`, `tag`,
 * `syntax`, `limit`, `encoding`: the document itself. `style`: the place cannot hold the value. `conflict`: two edits
 * of one call overlap. `format`: this kind of file has no such edit. `verify`: the document read again did not show
 * exactly the intended change.
 */
export type EditRefusal =
  | 'not-found'
  | 'ambiguous'
  | 'alias'
  | 'template'
  | 'duplicate-key'
  | 'tag'
  | 'syntax'
  | 'limit'
  | 'encoding'
  | 'style'
  | 'conflict'
  | 'format'
  | 'verify';
