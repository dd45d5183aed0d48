import { posix } from 'node:path';
import { isMap, isScalar, isSeq } from 'yaml';
import { reveal, type Secret } from '../../engine/index.ts';
import { setAt, type Draft, type Target } from '../draft.ts';
import { decodeText, lineEnd, lineStart, textOffset } from '../text.ts';
import { doubleQuoted, findAt, getNode, getText, isEntangled, itemsOf, rangeOf } from '../yaml.ts';
import { ruleFor } from './sops-rule.ts';
import { groupBy, type ReferenceStyle } from './style.ts';

/**
 * `.env` and compose files under SOPS: the values move to an encrypted environment file, and `sops exec-env` starts what
 * reads them. Only with `--dotenv exec-env`: it changes how the programs are started.
 */
export const envFile: ReferenceStyle = {
  id: 'env-file',
  async claim(targets, draft) {
    if (draft.inPlace === undefined) return targets;
    const kinds = new Set(['dotenv', 'compose']);
    const mine = targets.filter(({ file }) => kinds.has(file.document?.kind ?? ''));
    for (const group of groupBy(mine, (target) => target.file.path).values()) {
      if (draft.options.dotenv !== 'exec-env') leaveAll(group, draft);
      else if (group[0]?.file.document?.kind === 'dotenv') await moveDotenv(group, draft);
      else await moveCompose(group, draft);
    }
    return targets.filter((target) => !mine.includes(target));
  },
};

function leaveAll(group: readonly Target[], draft: Draft): void {
  for (const target of group)
    draft.leave(
      target,
      'encrypting it in place would hand ENC[…] to its readers',
      '--dotenv exec-env moves it to secrets.enc.env; start the programs with: sops exec-env secrets.enc.env COMMAND',
    );
}

/** The extension must stay `.env`: by it sops knows the format. */
function encryptedName(path: string): string {
  const dir = posix.dirname(path);
  const base = posix.basename(path);
  const middle = /^\.env\.(.+)$/.exec(base)?.[1] ?? /^(.+)\.env$/.exec(base)?.[1];
  return posix.join(dir, middle === undefined ? 'secrets.enc.env' : `secrets.${middle}.enc.env`);
}

/** Why sops' dotenv format cannot carry a value, or undefined. It knows no quotes and turns `\n` into a newline. */
function refusal(name: string, secret: Secret): string | undefined {
  const text = decodeText(reveal(secret));
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return 'its name is no environment variable';
  if (text === undefined || text.includes('\0')) return 'the value is not text';
  if (text.includes('\\n')) return 'the value holds a backslash and an n, which sops reads as a newline';
  if (text.includes('\r')) return 'the value holds a carriage return';
  return undefined;
}

async function encryptedFile(
  draft: Draft,
  path: string,
  fields: ReadonlyMap<string, Secret>,
): Promise<string | undefined> {
  if (draft.isTaken(path)) return `${path} is there already`;
  const { rule, reason } = await ruleFor(draft, path, {});
  if (rule === undefined) return reason ?? 'there is no rule';
  draft.create(
    path,
    [...fields].flatMap(([name, secret]) => [
      `${name}=`,
      { secret, encode: (text: string) => text.replaceAll('\n', String.raw`\n`) },
      '\n',
    ]),
    0o600,
  );
  draft.encrypt(path, { format: 'dotenv', rule });
  draft.preconditions.add(`what read these values is started with: sops exec-env ${path} '<command>'`);
  return undefined;
}

async function moveDotenv(group: readonly Target[], draft: Draft): Promise<void> {
  const file = group[0]?.file;
  if (file?.text === undefined) return;
  const reader = [...draft.tree.files].find((one) => readsEnvFile(one, file.path));
  const usable = group.filter((target) => {
    const reason =
      reader === undefined
        ? refusal(target.value.name, target.value.value)
        : `${reader.path} reads it by env_file, and would miss the value`;
    if (reason !== undefined)
      draft.leave(target, reason, 'name the variable under environment: without a value, and remove it here');
    return reason === undefined;
  });
  if (usable.length === 0) return;
  const path = encryptedName(file.path);
  const failed = await encryptedFile(
    draft,
    path,
    new Map(usable.map((target) => [target.value.name, target.value.value])),
  );
  const removedLines = new Set<number>();
  for (const target of usable) {
    if (failed !== undefined) {
      draft.leave(target, failed, '.sops.yaml');
      continue;
    }
    const start = lineStart(file.text, target.offset);
    const end = lineEnd(file.text, textOffset(file.disk.bytes, target.value.span.end));
    if (!removedLines.has(start)) draft.edit(file.path, { start, end, text: '' });
    removedLines.add(start);
    draft.change(target, `${target.value.name} in ${path} (sops exec-env)`);
  }
}

function readsEnvFile(
  file: { readonly path: string; readonly document: unknown; readonly yaml: unknown },
  path: string,
): boolean {
  const document = file.document as { kind?: string } | undefined;
  if (document?.kind !== 'compose') return false;
  const yaml = file.yaml as { documents: readonly { contents: unknown }[] } | undefined;
  const services = getNode(yaml?.documents[0]?.contents, 'services');
  if (!isMap(services)) return false;
  return services.items.some(({ value }) => {
    const node = getNode(value, 'env_file');
    const names = isScalar(node)
      ? [String(node.value)]
      : itemsOf(node).map((item) => (isScalar(item) ? String(item.value) : (getText(item, 'path') ?? '')));
    return names.some((name) => posix.normalize(posix.join(posix.dirname(file.path), name)) === path);
  });
}

interface ComposeField {
  readonly target: Target;
  readonly service: string;
  readonly variable: string;
  readonly start: number;
  readonly end: number;
  readonly path: readonly (string | number)[];
  readonly list: boolean;
  readonly document: number;
}

async function moveCompose(group: readonly Target[], draft: Draft): Promise<void> {
  const file = group[0]?.file;
  if (file === undefined) return;
  const fields = group.flatMap((target) => composeField(target, draft) ?? []);
  if (fields.length === 0) return;
  const values = new Map<string, Secret>();
  const named = fields.map((field) => {
    const same = values.get(field.variable);
    const clash = same !== undefined && Buffer.compare(reveal(same), reveal(field.target.value.value)) !== 0;
    const name = clash
      ? `${field.service.toUpperCase().replaceAll(/\W/g, '_')}_${field.variable}`
      : field.variable;
    values.set(name, field.target.value.value);
    return { ...field, name };
  });
  const path = encryptedName(
    `${posix.dirname(file.path)}/${posix.basename(file.path).replace(/\.ya?ml$/, '.env')}`,
  );
  const failed = await encryptedFile(draft, path, values);
  for (const field of named) {
    if (failed !== undefined) {
      draft.leave(field.target, failed, '.sops.yaml');
      continue;
    }
    const reference = `\${${field.name}:?sops exec-env ${posix.basename(path)}}`;
    const text = field.list ? `${field.variable}=${reference}` : reference;
    draft.edit(file.path, { start: field.start, end: field.end, text: doubleQuoted(text) }, (documents) =>
      setAt(documents, [field.document, ...field.path], text),
    );
    draft.change(field.target, `\${${field.name}} from ${path} (sops exec-env)`);
  }
}

function composeField(target: Target, draft: Draft): ComposeField | undefined {
  const found = target.file.yaml === undefined ? undefined : findAt(target.file.yaml, target.offset);
  const [services, service, environment, variable] = found?.path ?? [];
  const range = rangeOf(found?.node);
  const leave = (reason: string): undefined => {
    draft.leave(target, reason, `\${VARIABLE} and the value in an encrypted environment file`);
    return undefined;
  };
  if (found === undefined || range === undefined || services !== 'services' || environment !== 'environment')
    return leave('it is no value of environment:');
  if (isEntangled(found.node) || !isScalar(found.node)) return leave('it is an alias, or has an anchor');
  const list = isSeq(found.parents.at(-1));
  const name = list ? String(found.node.value).split('=')[0] : variable;
  if (typeof name !== 'string' || typeof service !== 'string') return leave('the variable has no name');
  const reason = refusal(name, target.value.value);
  if (reason !== undefined) return leave(reason);
  if (decodeText(reveal(target.value.value))?.includes('$') === true)
    return leave('the value holds a dollar sign, which compose interpolates');
  const text = target.file.text ?? '';
  const end = text[range[1] - 1] === '\n' ? range[1] - 1 : range[1];
  return {
    target,
    service,
    variable: name,
    start: range[0],
    end,
    path: found.path,
    list,
    document: found.document,
  };
}
