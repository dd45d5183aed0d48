import { StoreError } from '../../src/migration/store.ts';
import { parseRecipient } from './keys.ts';
import type { KeyEntry, KeyKind } from './metadata.ts';

/** The kinds of keys that we write. The others of SOPS are read from a file's block and kept. */
export type WritableKind = 'age' | 'pgp' | 'kms' | 'gcp_kms';

/** Whom a data key is encrypted to. */
export interface Recipient {
  readonly kind: WritableKind;
  /** `age1…`, a PGP fingerprint, the ARN of an AWS key, the resource id of a GCP key: printable, public. */
  readonly name: string;
  /** AWS: the encryption context, authenticated with the key. */
  readonly context?: Readonly<Record<string, string>>;
  /** AWS: a profile of the user's own configuration. */
  readonly profile?: string;
}

const ARN = /^arn:aws[\w-]{0,20}:kms:[a-z0-9-]{1,30}:\d{12}:(?:key|alias)\/[\w/-]{1,256}$/;
const RESOURCE = /^projects\/[\w.:-]+\/locations\/[\w-]+\/keyRings\/[\w-]+\/cryptoKeys\/[\w-]+$/;

const expected: Readonly<Record<Exclude<WritableKind, 'age'>, { pattern: RegExp; what: string }>> = {
  pgp: { pattern: /^(?:[0-9A-F]{2}){8,32}$/i, what: 'a PGP fingerprint of hexadecimal digits' },
  kms: { pattern: ARN, what: 'the ARN of an AWS KMS key' },
  gcp_kms: { pattern: RESOURCE, what: 'projects/P/locations/L/keyRings/R/cryptoKeys/K' },
};

/** @throws {StoreError} `usage` when the name is none of its kind: it may come from a repository that nobody trusts */
export function checkRecipient(recipient: Recipient): void {
  const { kind, name } = recipient;
  if (kind === 'age') return void parseRecipient(name);
  const { pattern, what } = expected[kind];
  if (!pattern.test(name))
    throw new StoreError('usage', `not a key of the kind ${kind}: ${what} is expected`);
}

function isWritable(kind: KeyKind): kind is WritableKind {
  return kind === 'age' || kind === 'pgp' || kind === 'kms' || kind === 'gcp_kms';
}

/** Whom a key of a file is for; undefined for kinds that are not written. */
export function recipientOf(entry: KeyEntry): Recipient | undefined {
  const { kind, fields } = entry;
  if (!isWritable(kind)) return undefined;
  const name = fields[{ age: 'recipient', pgp: 'fp', kms: 'arn', gcp_kms: 'resource_id' }[kind]];
  // A role is assumed through a service that we do not call.
  if (typeof name !== 'string' || (typeof fields['role'] === 'string' && fields['role'] !== ''))
    return undefined;
  const { context, aws_profile: profile } = fields;
  return {
    kind,
    name,
    ...(typeof context === 'object' ? { context: texts(context) } : {}),
    ...(typeof profile === 'string' && profile !== '' ? { profile } : {}),
  };
}

function texts(value: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
