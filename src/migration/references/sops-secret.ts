import { posix } from 'node:path';
import { Secret } from '../../engine/index.ts';
import { isSecretData, removed, type Draft, type Piece, type Target } from '../draft.ts';
import { applyEdits, eolOf, textOffset, type TextEdit } from '../text.ts';
import { getPair, hasKey, isEntangled } from '../yaml.ts';
import { decryptorOf } from './decryptor.ts';
import {
  dropLastApplied,
  hasLastApplied,
  isLastApplied,
  lastAppliedEdit,
  locate,
  objectsOf,
  type KubernetesObject,
  type ObjectTarget,
} from './kubernetes.ts';
import { listBeside, moveToGenerator } from './listing.ts';
import { manifestRule, newEncryptedPath } from './sops-rule.ts';
import { groupBy, type ReferenceStyle } from './style.ts';

/** A Kubernetes Secret under SOPS: encrypted where it stands, or moved to a file of its own where it has company. */
export const sopsSecret: ReferenceStyle = {
  id: 'sops-secret',
  async claim(targets, draft) {
    if (draft.inPlace === undefined) return targets;
    const mine = targets.filter((target) => {
      const located = locate(target);
      return located?.object.kind === 'Secret' && isOfSecret(located);
    });
    for (const group of groupBy(mine, (target) => target.file.path).values()) await encryptFile(group, draft);
    return targets.filter((target) => !mine.includes(target));
  },
};

async function encryptFile(targets: readonly Target[], draft: Draft): Promise<void> {
  const [first] = targets;
  if (first === undefined) return;
  const { path } = first.file;
  const refuse = (reason: string, write: string): void => {
    for (const target of targets) draft.leave(target, reason, write);
  };
  const decryptor = decryptorOf(draft, path);
  if (decryptor === undefined) {
    draft.ask('decryptedBy', 'nothing in the tree decrypts SOPS files: who does?', path);
    refuse('nothing in the tree decrypts SOPS files', '--decrypted-by flux|ksops|manual');
    return;
  }
  const objects = objectsOf(first.file);
  const secrets = objects.filter((object) => object?.kind === 'Secret') as KubernetesObject[];
  if (secrets.some((object) => isEntangled(object.node))) {
    refuse(
      'the Secret uses anchors, aliases or merge keys, which encryption would expand',
      'write the values out',
    );
    return;
  }
  if (
    first.file.yaml?.documents.some((document) => getPair(document.contents, 'sops') !== undefined) === true
  ) {
    refuse('the file is encrypted by SOPS, and this value is not', 'sops set, with sops itself');
    return;
  }
  const mixed = first.file.yaml?.documents.some((document, index) => {
    if (secrets.some((secret) => secret.document === index && secret.prefix.length === 0)) return false;
    const others = objects.filter((object) => object?.document === index && object.kind !== 'Secret');
    const hasSecrets = secrets.some((secret) => secret.document === index);
    if (!hasSecrets) return hasKey(document.contents, ['data', 'stringData']);
    return others.some((object) => hasKey(object?.node, ['data', 'stringData']));
  });
  if (mixed === true) await split(targets, secrets, decryptor.by === 'ksops', draft, refuse);
  else await inPlace(targets, secrets, decryptor.by === 'ksops', draft, refuse);
  if (decryptor.by === 'manual')
    draft.preconditions.add('you said that you decrypt the SOPS files yourself (--decrypted-by manual)');
}

async function inPlace(
  targets: readonly Target[],
  secrets: readonly KubernetesObject[],
  ksops: boolean,
  draft: Draft,
  refuse: (reason: string, write: string) => void,
): Promise<void> {
  const path = targets[0]?.file.path ?? '';
  const { rule, reason = '', hint = '' } = await manifestRule(draft, path);
  if (rule === undefined) return refuse(reason, hint);
  if (!draft.attempt(() => secrets.every((secret) => dropLastApplied(draft, secret))))
    return refuse(
      'an annotation repeats the value and cannot be cut out',
      'remove last-applied-configuration',
    );
  if (ksops && !draft.attempt(() => moveToGenerator(draft, path)))
    return refuse('its kustomization cannot be edited', `list ${path} in the files of a ksops generator`);
  draft.encrypt(path, { format: path.endsWith('.json') ? 'json' : 'yaml', rule });
  for (const target of targets) draft.change(target, became(target, 'encrypted in place'));
}

async function split(
  targets: readonly Target[],
  secrets: readonly KubernetesObject[],
  ksops: boolean,
  draft: Draft,
  refuse: (reason: string, write: string) => void,
): Promise<void> {
  const file = targets[0]?.file;
  const yaml = file?.yaml;
  if (
    file === undefined ||
    yaml === undefined ||
    file.path.endsWith('.json') ||
    secrets.some((one) => one.prefix.length > 0)
  )
    return refuse(
      'other objects of the same list have a key data or stringData',
      'give the Secrets a file of their own',
    );
  const extension = posix.extname(file.path);
  const stem = file.path.slice(0, -extension.length);
  const found = await newEncryptedPath(
    draft,
    [`${stem}-secrets${extension}`, `${stem}-secrets.enc${extension}`, `${stem}-secrets.sops${extension}`],
    (path) => manifestRule(draft, path),
  );
  if (found.path === undefined || found.rule === undefined)
    return refuse(found.reason ?? '', found.hint ?? '');
  const { path, rule } = found;
  if (secrets.some((secret) => hasLastApplied(secret) && lastAppliedEdit(secret) === undefined))
    return refuse(
      'an annotation repeats the value and cannot be cut out',
      'remove last-applied-configuration',
    );
  if (!draft.attempt(() => listBeside(draft, path, file.path, ksops)))
    return refuse('its kustomization cannot be edited', `list ${path} beside ${file.path}`);
  const pieces: Piece[] = [];
  for (const secret of secrets) {
    const document = yaml.documents[secret.document];
    if (document === undefined) continue;
    const [start, , end] = document.range;
    const text = yaml.text.slice(start, end);
    pieces.push(
      ...moved(
        text,
        start,
        secret,
        file.disk.bytes,
        (file.document?.values ?? [])
          .filter((value) => isSecretData(file, value))
          .filter((value) => isSecretData(file, value)),
      ),
      ensureEnd(text),
    );
    draft.edit(file.path, { start, end, text: '' }, (documents) => {
      documents[secret.document] = removed;
    });
  }
  draft.create(path, pieces, file.disk.mode);
  draft.encrypt(path, { format: 'yaml', rule });
  for (const target of targets) draft.change(target, became(target, `encrypted in ${path}`));
}

function isOfSecret(located: ObjectTarget): boolean {
  return located.path[0] === 'data' || located.path[0] === 'stringData' || isLastApplied(located);
}

function became(target: Target, becomes: string): string {
  const located = locate(target);
  return located !== undefined && isLastApplied(located) ? 'annotation removed' : becomes;
}

function ensureEnd(text: string): string {
  return text.endsWith('\n') ? '' : eolOf(text);
}

/** A document's text, cut at its values, its last-applied annotation taken out, a `---` before it. */
function moved(
  text: string,
  start: number,
  secret: KubernetesObject,
  bytes: Uint8Array,
  values: readonly { readonly span: { readonly start: number; readonly end: number } }[],
): Piece[] {
  const cuts = values
    .map(({ span }) => ({ start: textOffset(bytes, span.start), end: textOffset(bytes, span.end) }))
    .filter((cut) => cut.start >= start && cut.end <= start + text.length && cut.end > cut.start)
    .sort((a, b) => a.start - b.start);
  const drop = lastAppliedEdit(secret)?.edit;
  const pieces: Piece[] = [text.startsWith('---') ? '' : `---${eolOf(text)}`];
  let at = start;
  const push = (to: number): void => {
    // The annotation is the only edit here, and never holds a cut.
    const edits = drop !== undefined && drop.start >= at && drop.end <= to ? [shift(drop, -at)] : [];
    pieces.push(applyEdits(text.slice(at - start, to - start), edits));
    at = to;
  };
  for (const cut of cuts) {
    if (drop !== undefined && cut.start < drop.end && drop.start < cut.end) continue;
    if (cut.start < at) continue;
    push(cut.start);
    pieces.push({
      secret: Secret.fromText(text.slice(cut.start - start, cut.end - start)),
      encode: (value) => value,
    });
    at = cut.end;
  }
  push(start + text.length);
  return pieces;
}

function shift(edit: TextEdit, by: number): TextEdit {
  return { start: edit.start + by, end: edit.end + by, text: edit.text };
}
