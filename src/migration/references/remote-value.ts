import { reveal, type Secret } from '../../engine/index.ts';
import type { Draft } from '../draft.ts';
import { storeName } from '../naming.ts';
import { decodeText } from '../text.ts';

/**
 * A secret of the remote store that is one value as it is. Equal values under one name are one entry; another value gets
 * a number.
 * @param object what tells it from others of the file: `ci-DEPLOY_TOKEN`
 */
export function remoteValue(draft: Draft, path: string, object: string, secret: Secret): string {
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? object : `${object}-${number}`;
    const name = storeName(draft, { namespace: '', kind: 'value', object: numbered, key: numbered, path });
    const old = draft.entries.get(name);
    if (!draft.isFree(name, `value ${name}`)) continue;
    if (old?.whole !== undefined && !isSame(old.whole, secret)) continue;
    const entry = old ?? draft.entry(name, `value ${name}`);
    entry.whole = secret;
    entry.sources.push(path);
    return name;
  }
}

/** The fields of a JSON secret for what one file needs; a name that has another value already is refused (undefined). */
export function remoteFields(draft: Draft, path: string, object: string): RemoteFields {
  const name = storeName(draft, { namespace: '', kind: 'values', object, key: '', path }, path);
  return {
    name,
    add(key, secret) {
      const entry = draft.entry(name, path);
      for (let number = 1; ; number++) {
        const numbered = number === 1 ? key : `${key}_${number}`;
        const old = entry.fields.get(numbered);
        if (old !== undefined && !isSame(old, secret)) continue;
        entry.fields.set(numbered, secret);
        if (!entry.sources.includes(path)) entry.sources.push(path);
        return numbered;
      }
    },
  };
}

export interface RemoteFields {
  readonly name: string;
  /** @returns the key that it got */
  add(key: string, secret: Secret): string;
}

export function isSame(a: Secret, b: Secret): boolean {
  return Buffer.compare(reveal(a), reveal(b)) === 0;
}

/** Why a value cannot go through a shell, an environment variable or a line of a file; undefined when it can. */
export function lineRefusal(secret: Secret): string | undefined {
  const text = decodeText(reveal(secret));
  if (text === undefined || text.includes('\0')) return 'the value is not text';
  return /[\r\n]/.test(text) ? 'the value has several lines' : undefined;
}

/** Prints the value of a secret; for comments and preconditions. */
export function fetchCommand(draft: Draft, name: string): string {
  return draft.store.id === 'gcp'
    ? `gcloud secrets versions access latest --project ${draft.project} --secret ${name}`
    : `aws secretsmanager get-secret-value --region ${draft.region} --secret-id ${name} --query SecretString --output text`;
}

/** A word of a name: `deploy/ci.yml` to `deploy-ci-yml`. */
export function slug(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
}
