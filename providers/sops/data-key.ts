import { StoreError } from '../../src/migration/store.ts';
import { unwrapWithKms, wrapForKms } from '../aws-kms.ts';
import { unwrapWithGcpKms, wrapForGcpKms } from '../gcp-kms.ts';
import { unwrapWithPgp, wrapForPgp } from './gpg.ts';
import { findIdentities, unwrapWithAge, wrapForAge, type Environment } from './keys.ts';
import { keyName, timestamp, type KeyEntry, type Metadata } from './metadata.ts';
import { recipientOf, type Recipient } from './recipient.ts';
import { combine, split } from './shamir.ts';

/** Encrypts a data key to groups of recipients; more than one group gets a share each. */
export async function wrapDataKey(
  dataKey: Uint8Array,
  groups: readonly (readonly Recipient[])[],
  threshold: number | undefined,
  env: Environment,
  now: Date,
): Promise<KeyEntry[][]> {
  const shares = groups.length === 1 ? [dataKey] : split(dataKey, groups.length, threshold ?? groups.length);
  return Promise.all(
    groups.map((group, i) =>
      Promise.all(group.map((recipient) => wrap(shares[i] ?? dataKey, recipient, env, timestamp(now)))),
    ),
  );
}

async function wrap(
  share: Uint8Array,
  recipient: Recipient,
  env: Environment,
  created_at: string,
): Promise<KeyEntry> {
  const { kind, name } = recipient;
  switch (kind) {
    case 'age':
      return { kind, fields: { recipient: name, enc: await wrapForAge(share, name) } };
    case 'pgp':
      return { kind, fields: { fp: name, created_at, enc: await wrapForPgp(share, name, env) } };
    case 'gcp_kms':
      return { kind, fields: { resource_id: name, created_at, enc: await wrapForGcpKms(share, name, env) } };
    case 'kms': {
      const { context = {}, profile = '' } = recipient;
      const enc = await wrapForKms(share, recipient, env);
      const more = Object.keys(context).length === 0 ? {} : { context };
      return { kind, fields: { arn: name, created_at, enc, aws_profile: profile, ...more } };
    }
  }
}

/**
 * Opens the data key with the identities at hand; undefined when they are not enough.
 * @param quietly - ask nobody for a passphrase: PGP keys are left out
 * @throws {StoreError} `failed` when the shares do not belong together
 */
export async function openDataKey(
  metadata: Metadata,
  env: Environment,
  quietly = false,
): Promise<Uint8Array | undefined> {
  const shares: Uint8Array[] = [];
  for (const group of metadata.groups) {
    const share = await openGroup(group, env, quietly);
    if (share !== undefined) shares.push(share);
  }
  if (metadata.groups.length === 1) return checked(shares[0]);
  const needed = metadata.threshold ?? metadata.groups.length;
  return shares.length < Math.max(2, needed) ? undefined : checked(combine(shares));
}

/** Why a file cannot be opened here, and what would help. */
export function noIdentity(metadata: Metadata): StoreError {
  const keys = metadata.groups.flat();
  const shown = keys.slice(0, 3).map((key) => `${key.kind} ${keyName(key).slice(0, 100)}`);
  const more = keys.length > 3 ? ` and ${keys.length - 3} more` : '';
  const kinds = new Set(keys.map((key) => key.kind));
  const hints = [
    ...(kinds.has('age') ? ['set SOPS_AGE_KEY_FILE to the file with your age identity'] : []),
    ...(kinds.has('pgp') ? ['gpg --import your secret key'] : []),
    ...(kinds.has('kms') ? ['set AWS_PROFILE to one that may use the KMS key'] : []),
    ...(kinds.has('gcp_kms') ? ['gcloud auth application-default login'] : []),
  ];
  return new StoreError(
    'denied',
    `no identity at hand opens the file; it is encrypted to ${shown.join(', ')}${more}`,
    { hint: hints.length === 0 ? 'open it with sops itself' : hints.join(', or ') },
  );
}

async function openGroup(
  group: readonly KeyEntry[],
  env: Environment,
  quietly: boolean,
): Promise<Uint8Array | undefined> {
  // In the order of SOPS; what needs no network and asks nobody comes first.
  for (const kind of ['age', 'pgp', 'kms', 'gcp_kms'] as const) {
    if (kind === 'pgp' && quietly) continue;
    for (const entry of group) {
      if (entry.kind !== kind) continue;
      const share = await open(entry, env);
      if (share !== undefined) return share;
    }
  }
  return undefined;
}

async function open(entry: KeyEntry, env: Environment): Promise<Uint8Array | undefined> {
  const { enc } = entry.fields;
  const recipient = recipientOf(entry);
  if (recipient === undefined || typeof enc !== 'string') return undefined;
  switch (recipient.kind) {
    case 'age':
      for (const identity of await findIdentities(env, recipient.name)) {
        const share = await unwrapWithAge(enc, identity);
        if (share !== undefined) return share;
      }
      return undefined;
    case 'pgp':
      return unwrapWithPgp(enc, env);
    case 'kms':
      return orNone(unwrapWithKms(enc, recipient, env));
    case 'gcp_kms':
      return orNone(unwrapWithGcpKms(enc, recipient.name, env));
  }
}

/** One key that does not open is no error while another one may. */
async function orNone(opened: Promise<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return await opened;
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

function checked(dataKey: Uint8Array | undefined): Uint8Array | undefined {
  if (dataKey !== undefined && dataKey.length !== 32)
    throw new StoreError('failed', 'the data key is not 32 bytes long');
  return dataKey;
}
