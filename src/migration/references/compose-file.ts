import { posix } from 'node:path';
import { isMap, isScalar, isSeq } from 'yaml';
import { reveal, type Secret } from '../../engine/index.ts';
import type { Edit } from '../../manifests/index.ts';
import type { Draft, Target } from '../draft.ts';
import { decodeText, eolOf } from '../text.ts';
import { findAt, getNode, getText, isEntangled, itemsOf } from '../yaml.ts';
import { encryptedEnvName, encryptedEnvFile, envRefusal } from './env-file.ts';
import { fetchCommand, lineRefusal, remoteFields, slug } from './remote-value.ts';
import { groupBy, type ReferenceStyle } from './style.ts';

/**
 * Compose files: the variable comes from the environment that compose is started with, filled by `sops exec-env` or by
 * a fetch from the store; the file says how. Where the image reads `NAME_FILE`, the value goes by `secrets:` with
 * `environment:` and never stands in the container's environment
 * (https://docs.docker.com/reference/compose-file/secrets/).
 */
export const composeFile: ReferenceStyle = {
  id: 'compose-file',
  async claim(targets, draft) {
    const mine = targets.filter(({ file }) => file.document?.kind === 'compose');
    for (const group of groupBy(mine, (target) => target.file.path).values()) {
      if (draft.options.dotenv === 'keep') leaveAll(group, draft);
      else await move(group, draft);
    }
    return targets.filter((target) => !mine.includes(target));
  },
};

function leaveAll(group: readonly Target[], draft: Draft): void {
  for (const target of group)
    draft.leave(
      target,
      '--dotenv keep leaves what is started by hand',
      `\${VARIABLE} here, and the value in the environment that compose is started with`,
    );
}

interface Field {
  readonly target: Target;
  readonly service: string;
  readonly variable: string;
  readonly list: boolean;
  readonly path: readonly (string | number)[];
  readonly document: number;
  readonly node: unknown;
}

type Named = Field & { readonly name: string };

async function move(group: readonly Target[], draft: Draft): Promise<void> {
  const file = group[0]?.file;
  if (file === undefined) return;
  const fields = nameFields(group.flatMap((target) => fieldOf(target, draft) ?? []));
  if (fields.length === 0) return;
  const values = new Map(fields.map((field) => [field.name, field.target.value.value]));
  if (draft.inPlace !== undefined) {
    const path = encryptedComposeEnv(file.path);
    const hint = `sops exec-env ${posix.basename(path)}`;
    const edits = fields.map((field) => interpolation(field, hint));
    const refused = await draft.tryOutAsync(async () => {
      const failed = draft.rewrite(file.path, edits) ?? (await encryptedEnvFile(draft, path, values));
      if (failed === undefined) composeHeader(draft, file.path, path);
      return failed;
    });
    for (const field of fields)
      if (refused === undefined) draft.change(field.target, `\${${field.name}} from ${path} (sops exec-env)`);
      else
        draft.leave(
          field.target,
          refused,
          `\${${field.name}} and the value in an encrypted environment file`,
        );
    return;
  }
  moveRemote(file.path, fields, draft);
}

function moveRemote(path: string, fields: readonly Named[], draft: Draft): void {
  const remote = remoteFields(draft, path, slug(path));
  const edits: Edit[] = [];
  const asFile = new Map<Named, string>();
  const mounts = new Set<string>();
  for (const field of fields) {
    const suffix = isNamedBeside(draft, path, field.variable) ? undefined : fileSuffix(field);
    if (suffix === undefined) edits.push(interpolation(field, `see the head of ${posix.basename(path)}`));
    else {
      const secret = field.name.toLowerCase();
      asFile.set(field, secret);
      const { document } = field;
      const text = `/run/secrets/${secret}`;
      if (field.list)
        edits.push({
          action: 'replace-node',
          document,
          path: field.path,
          text: JSON.stringify(`${field.variable}${suffix}=${text}`),
        });
      else
        edits.push({
          action: 'replace-node',
          document,
          path: field.path,
          key: `${field.variable}${suffix}`,
          text,
        });
      if (!mounts.has(`${field.service}\0${secret}`))
        edits.push({
          action: 'add',
          document,
          path: ['services', field.service, 'secrets'],
          text: secret,
        });
      if (!mounts.has(secret))
        edits.push({
          action: 'add',
          document,
          path: ['secrets'],
          key: secret,
          text: `environment: ${field.name}`,
        });
      mounts.add(secret).add(`${field.service}\0${secret}`);
    }
  }
  const refused = draft.rewrite(path, edits);
  if (refused !== undefined) {
    for (const { target, name } of fields)
      draft.leave(
        target,
        refused,
        `\${${name}} and the value in the environment that compose is started with`,
      );
    return;
  }
  for (const field of fields) {
    remote.add(field.name, field.target.value.value);
    const secret = asFile.get(field);
    draft.change(
      field.target,
      secret === undefined
        ? `\${${field.name}} from the environment`
        : `secrets: ${secret} (environment: ${field.name})`,
      remote.name,
    );
  }
  composeHeader(draft, path, remote.name);
  draft.preconditions.add(`${path} is started with the secrets in its environment, as its first lines say`);
}

function shellStart(draft: Draft, name: string): string {
  // @sh quotes for a POSIX shell: nothing in a value is run.
  return `eval "$(${fetchCommand(draft, name)} | jq -r 'to_entries[] | "export \\(.key)=\\(.value | @sh)"')"`;
}

/** The encrypted environment file of a compose file. */
export function encryptedComposeEnv(path: string): string {
  return encryptedEnvName(`${posix.dirname(path)}/${posix.basename(path).replace(/\.ya?ml$/, '.env')}`);
}

/** Says in the file's first lines how it is started. @param source the encrypted file, or the name in the store */
export function composeHeader(draft: Draft, path: string, source: string): void {
  const base = posix.basename(source);
  const lines =
    draft.inPlace === undefined
      ? [
          `Values that are not here come from ${draft.store.title}. Start with:`,
          `  ${shellStart(draft, source)}`,
          '  docker compose up',
        ]
      : [
          `Values that are not here come from ${base} (SOPS). Start with:`,
          `  sops exec-env ${base} 'docker compose up'`,
        ];
  const text = draft.tree.get(path)?.text ?? '';
  const eol = eolOf(text);
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const head = lines.map((line) => `# ${line}${eol}`).join('');
  if (!draft.hasEdit(path, head)) draft.edit(path, { start, end: start, text: head });
}

function interpolation(field: Named, hint: string): Edit {
  const reference = `\${${field.name}:?${hint}}`;
  const text = field.list ? `${field.variable}=${reference}` : reference;
  return {
    action: 'replace-node',
    document: field.document,
    path: field.path,
    text: JSON.stringify(text),
  };
}

/** One variable with two values gets a name a service. */
function nameFields(fields: readonly Field[]): Named[] {
  const values = new Map<string, Secret>();
  return fields.map((field) => {
    const { value } = field.target.value;
    const same = values.get(field.variable);
    const clash = same !== undefined && Buffer.compare(reveal(same), reveal(value)) !== 0;
    const name = clash
      ? `${field.service.toUpperCase().replaceAll(/\W/g, '_')}_${field.variable}`
      : field.variable;
    values.set(name, value);
    return { ...field, name };
  });
}

function fieldOf(target: Target, draft: Draft): Field | undefined {
  const found = target.file.yaml === undefined ? undefined : findAt(target.file.yaml, target.offset);
  const [services, service, environment, variable] = found?.path ?? [];
  const leave = (reason: string): undefined => {
    draft.leave(target, reason, `\${VARIABLE} and the value in the environment that compose is started with`);
    return undefined;
  };
  if (found === undefined || services !== 'services' || environment !== 'environment')
    return leave('it is no value of environment:');
  if (isEntangled(found.node) || !isScalar(found.node)) return leave('it is an alias, or has an anchor');
  const list = isSeq(found.parents.at(-1));
  const name = list ? String(found.node.value).split('=')[0] : variable;
  if (typeof name !== 'string' || typeof service !== 'string') return leave('the variable has no name');
  const { value } = target.value;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return leave('its name is no environment variable');
  const reason = draft.inPlace === undefined ? lineRefusal(value) : envRefusal(name, value);
  if (reason !== undefined) return leave(reason);
  if (decodeText(reveal(value))?.includes('$') === true)
    return leave('the value holds a dollar sign, which compose interpolates');
  const document = found.document;
  const node = getNode(target.file.yaml?.documents[document]?.contents, 'services', service);
  return { target, service, variable: name, list, path: found.path, document, node };
}

/** Official images that read NAME_FILE, by the last part of their name (each says so in its documentation). */
const fileReaders: Readonly<Record<string, readonly [RegExp, string]>> = {
  postgres: [/^POSTGRES_(?:PASSWORD|USER|DB)$/, '_FILE'],
  mysql: [/^MYSQL_(?:ROOT_PASSWORD|PASSWORD|USER|DATABASE)$/, '_FILE'],
  mariadb: [/^(?:MYSQL|MARIADB)_(?:ROOT_PASSWORD|PASSWORD|USER|DATABASE)$/, '_FILE'],
  mongo: [/^MONGO_INITDB_ROOT_(?:USERNAME|PASSWORD)$/, '_FILE'],
  wordpress: [/^WORDPRESS_\w+$/, '_FILE'],
  nextcloud: [/^(?:MYSQL_PASSWORD|POSTGRES_PASSWORD|NEXTCLOUD_ADMIN_PASSWORD|SMTP_PASSWORD)$/, '_FILE'],
  grafana: [/^GF_\w+$/, '__FILE'],
};

/** An override file or env_file beside it that sets the variable too: the image refuses NAME beside NAME_FILE. */
function isNamedBeside(draft: Draft, path: string, variable: string): boolean {
  return [...draft.tree.files].some(
    (file) =>
      file.path !== path &&
      posix.dirname(file.path) === posix.dirname(path) &&
      (file.document?.kind === 'compose' || file.document?.kind === 'dotenv') &&
      file.text?.includes(variable) === true,
  );
}

/** What is put behind the variable's name where the image reads the value from a file; undefined where it may not. */
function fileSuffix({ node, variable }: Field): string | undefined {
  const image = getText(node, 'image');
  const name =
    image
      ?.replace(/@.*$/, '')
      .replace(/:[^/:]*$/, '')
      .split('/')
      .at(-1) ?? '';
  const [pattern, suffix] = (Object.hasOwn(fileReaders, name) ? fileReaders[name] : undefined) ?? [];
  if (pattern?.test(variable) !== true || getNode(node, 'build') !== undefined) return undefined;
  // A health check or command that reads the variable would find nothing.
  const others = ['healthcheck', 'command', 'entrypoint', 'post_start'].map((key) => getNode(node, key));
  if (others.some((other) => mentions(other, variable))) return undefined;
  const secrets = getNode(node, 'secrets');
  return secrets === undefined || isSeq(secrets) ? suffix : undefined;
}

function mentions(node: unknown, word: string): boolean {
  if (isScalar(node)) return String(node.value).includes(word);
  if (isMap(node)) return node.items.some(({ value }) => mentions(value, word));
  return itemsOf(node).some((item) => mentions(item, word));
}
