import { StoreError } from '../../src/migration/store.ts';
import { findIdentities, unwrapWithAge, wrapForAge, type Environment } from './keys.ts';
import { keyName, type KeyEntry, type Metadata } from './metadata.ts';
import { combine, split } from './shamir.ts';

/** Encrypts a data key to groups of recipients; more than one group gets a share each. */
export async function wrapDataKey(
  dataKey: Uint8Array,
  groups: readonly (readonly string[])[],
  threshold: number | undefined,
): Promise<KeyEntry[][]> {
  const shares = groups.length === 1 ? [dataKey] : split(dataKey, groups.length, threshold ?? groups.length);
  return Promise.all(
    groups.map((group, i) =>
      Promise.all(
        group.map(async (recipient): Promise<KeyEntry> => {
          const enc = await wrapForAge(shares[i] ?? dataKey, recipient);
          return { kind: 'age', fields: { recipient, enc } };
        }),
      ),
    ),
  );
}

/**
 * Opens the data key with the identities at hand; undefined when they are not enough.
 * @throws {StoreError} `failed` when the shares do not belong together
 */
export async function openDataKey(metadata: Metadata, env: Environment): Promise<Uint8Array | undefined> {
  const shares: Uint8Array[] = [];
  for (const group of metadata.groups) {
    const share = await openGroup(group, env);
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
  return new StoreError(
    'denied',
    `no identity at hand opens the file; it is encrypted to ${shown.join(', ')}${more}`,
    {
      hint: 'set SOPS_AGE_KEY_FILE to the file with your age identity',
    },
  );
}

async function openGroup(group: readonly KeyEntry[], env: Environment): Promise<Uint8Array | undefined> {
  for (const entry of group) {
    const { enc, recipient } = entry.fields;
    if (entry.kind !== 'age' || typeof enc !== 'string') continue;
    const identities = await findIdentities(env, typeof recipient === 'string' ? recipient : '');
    for (const identity of identities) {
      const share = await unwrapWithAge(enc, identity);
      if (share !== undefined) return share;
    }
  }
  return undefined;
}

function checked(dataKey: Uint8Array | undefined): Uint8Array | undefined {
  if (dataKey !== undefined && dataKey.length !== 32)
    throw new StoreError('failed', 'the data key is not 32 bytes long');
  return dataKey;
}
