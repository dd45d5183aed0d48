import { posix } from 'node:path';
import { reveal, type Secret } from '../../engine/index.ts';
import type { Draft, Piece } from '../draft.ts';
import { decodeText } from '../text.ts';
import { doubleQuoted, quoted } from '../yaml.ts';
import { decryptorOf } from './decryptor.ts';
import { externalSecret } from './external-secret.ts';
import { listBeside } from './listing.ts';
import { lines, some } from './remote-secret.ts';
import { manifestRule, newEncryptedPath } from './sops-rule.ts';

/** A Kubernetes Secret that consumers can refer to, to be made from values that stood elsewhere. */
export interface NewSecret {
  readonly namespace: string | undefined;
  readonly name: string;
  /** The manifest that the values came from: the new one stands beside it. */
  readonly near: string;
  readonly fields: readonly { readonly key: string; readonly secret: Secret }[];
  readonly type?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}

export type Emitted =
  | { readonly path: string; readonly entry?: string }
  | { readonly path?: undefined; readonly reason: string; readonly hint: string };

/** Emits it the store's way: an encrypted Secret, or an ExternalSecret that makes one. */
export async function emitSecret(secret: NewSecret, draft: Draft): Promise<Emitted> {
  return draft.inPlace === undefined ? externalSecret(secret, draft) : encryptedSecret(secret, draft);
}

async function encryptedSecret(secret: NewSecret, draft: Draft): Promise<Emitted> {
  if (secret.fields.some((field) => decodeText(reveal(field.secret)) === undefined))
    return { reason: 'a value is not UTF-8 text', hint: 'a Secret with data:, encrypted with sops' };
  const decryptor = decryptorOf(draft, secret.near);
  if (decryptor === undefined) {
    draft.ask('decryptedBy', 'nothing in the tree decrypts SOPS files: who does?', secret.near);
    return {
      reason: 'nothing in the tree decrypts SOPS files',
      hint: '--decrypted-by flux|ksops|manual',
    };
  }
  const stem = posix.join(posix.dirname(secret.near), secret.name);
  const found = await newEncryptedPath(
    draft,
    [`${stem}.yaml`, `${stem}.enc.yaml`, `${stem}.sops.yaml`, `${stem}.secret.yaml`],
    (path) => manifestRule(draft, path),
  );
  if (found.path === undefined || found.rule === undefined)
    return { reason: found.reason ?? '', hint: found.hint ?? 'write a creation rule for it' };
  const { path, rule } = found;
  if (!draft.attempt(() => listBeside(draft, path, secret.near, decryptor.by === 'ksops')))
    return { reason: 'its kustomization cannot be edited', hint: `list ${path} beside ${secret.near}` };
  draft.create(path, manifest(secret));
  draft.encrypt(path, { format: 'yaml', rule });
  if (decryptor.by === 'manual')
    draft.preconditions.add('you said that you decrypt the SOPS files yourself (--decrypted-by manual)');
  return { path };
}

function manifest(secret: NewSecret): Piece[] {
  const { namespace, name, type = 'Opaque', immutable } = secret;
  const labels = some(secret.labels);
  const annotations = some(secret.annotations);
  const head = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
    },
    ...(immutable === true ? { immutable } : {}),
    type,
  };
  return [
    `${lines(head).join('\n')}\n`,
    'stringData:\n',
    ...secret.fields.flatMap((field): Piece[] => [
      `  ${quoted(field.key)}: `,
      { secret: field.secret, encode: doubleQuoted },
      '\n',
    ]),
  ];
}

/** A name for the Secret of a workload that no other Secret has, in the tree or made beside `near`; it is taken then. */
export function freeSecretName(
  draft: Draft,
  near: string,
  namespace: string | undefined,
  base: string,
): string {
  const stem = base
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, '-')
    .replaceAll(/^[.-]+|[.-]+$/g, '')
    .slice(0, 200);
  const taken = new Set(
    draft.tree.objects
      .filter((one) => one.kind === 'Secret' || one.kind === 'ExternalSecret')
      .filter((one) => one.namespace === namespace || one.namespace === undefined || namespace === undefined)
      .map((one) => one.name),
  );
  // Two environments in folders of their own may each have one of the name.
  const key = (name: string): string => JSON.stringify([posix.dirname(near), namespace, name]);
  const isFree = (name: string): boolean => !taken.has(name) && !draft.secretNames.has(key(name));
  const names = [`${stem}-secrets`, `${stem}-env-secrets`];
  for (let number = 2; !names.some(isFree); number++) names.push(`${stem}-secrets-${number}`);
  const name = names.find(isFree) ?? '';
  draft.secretNames.add(key(name));
  return name;
}
