import { posix } from 'node:path';
import type { Draft } from './draft.ts';
import type { RemoteStore } from './store.ts';
import { MigrationError } from './types.ts';

/** What a name template may use: `{repository}/{namespace}/{object}`. Unknown in a case: empty, its separator goes. */
export interface NameFields {
  readonly repository: string;
  readonly environment: string;
  readonly namespace: string;
  readonly kind: string;
  readonly object: string;
  readonly key: string;
  readonly path: string;
}

const defaultTemplate = '{repository}/{environment}/{namespace}/{object}';

const environments: Readonly<Record<string, string>> = {
  prod: 'prod',
  production: 'prod',
  live: 'prod',
  stage: 'staging',
  staging: 'staging',
  preprod: 'staging',
  dev: 'dev',
  development: 'dev',
  test: 'test',
  testing: 'test',
  qa: 'test',
  sandbox: 'dev',
};

/** The environment that a path or a namespace names, or an empty string. */
export function environmentOf(path: string, namespace = ''): string {
  for (const part of [...namespace.split(/[-_.]/), ...path.toLowerCase().split(/[/_.-]/)]) {
    const environment = Object.hasOwn(environments, part) ? environments[part] : undefined;
    if (environment !== undefined) return environment;
  }
  return '';
}

/** Short names that people expect. */
const aliases: Readonly<Record<string, keyof NameFields>> = {
  repo: 'repository',
  env: 'environment',
  name: 'object',
};

/** @throws {MigrationError} `usage` when a template names a field that there is not */
export function checkTemplate(template: string): void {
  const fields = ['repository', 'environment', 'namespace', 'kind', 'object', 'key', 'path'];
  const used = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
  const unknown = used.find((name) => !fields.includes(name) && !Object.hasOwn(aliases, name));
  if (unknown === undefined && !/[{}]/.test(template.replaceAll(/\{[^{}]*\}/g, ''))) return;
  throw new MigrationError(
    'usage',
    unknown === undefined
      ? 'the name template has a brace without its other one'
      : `the name template asks for {${unknown}}, which there is not`,
    `fields are ${fields.map((field) => `{${field}}`).join(' ')}`,
  );
}

type Fields = Omit<NameFields, 'repository' | 'environment'>;

/** A store's name for a value: the template filled in, made fit for the store. */
export function storeName(draft: Draft, fields: Fields, owner?: string): string {
  const name = freeName(draft, fields, owner);
  draft.readers.set(
    name,
    fields.namespace === ''
      ? `the readers of ${fields.path}`
      : `the readers in namespace ${fields.namespace}`,
  );
  return name;
}

function freeName(draft: Draft, fields: Fields, owner: string | undefined): string {
  const name = fillName(draft, fields);
  if (owner === undefined || draft.options.nameTemplate !== undefined) return name;
  // Two objects of one name, in folders of their own: the second one says where it is from.
  const folder = posix.dirname(fields.path);
  for (let number = 1, free = name; ; number++) {
    if (draft.isFree(free, owner)) return free;
    const more = number === 1 ? folder : `${folder}-${number}`;
    free = fillName(draft, { ...fields, object: `${more}-${fields.object}` });
  }
}

function fillName(draft: Draft, fields: Fields): string {
  const repository = draft.tree.root.split('/').at(-1) ?? 'repository';
  const environment = environmentOf(fields.path, fields.namespace);
  const template = draft.options.nameTemplate ?? defaultTemplate;
  // `prod/prod/db` says nothing more than `prod/db`.
  const twice = draft.options.nameTemplate === undefined && fields.namespace === environment;
  const all: NameFields = { ...fields, repository, environment: twice ? '' : environment };
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    // What URLs and references give a meaning to would break one.
    all[aliases[name] ?? (name as keyof NameFields)].replaceAll(/[\s/+=@,]+/g, '-'),
  );
  const clean = filled
    .replaceAll(/\/{2,}/g, '/')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/^[/-]+|[/-]+$/g, '');
  return fit(clean, draft.store as RemoteStore);
}

// AWS: [A-Za-z0-9/_+=.@-]{1,512}, not ending as its ARNs do; GCP: [A-Za-z0-9_-]{1,255}. The store has the last word.
function fit(name: string, store: RemoteStore): string {
  const flat =
    store.id === 'gcp'
      ? name.replaceAll(/[^A-Za-z0-9_-]/g, '-')
      : name.replaceAll(/[^A-Za-z0-9/_+=.@-]/g, '-');
  const ended = store.id !== 'gcp' && /-[A-Za-z0-9]{6}$/.test(flat) ? `${flat}.value` : flat;
  return ended.slice(0, store.limits.maxNameLength);
}
