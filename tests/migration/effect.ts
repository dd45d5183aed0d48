import { execFileSync } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';

export type Plain = Record<string, unknown>;

/** A Secret as a pod sees it. */
export interface Made {
  readonly type: string;
  /** Base64 by key. */
  readonly data: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a set of manifests amounts to in a cluster: who gets which variable, which Secrets there are, and the rest. */
export interface Effect {
  readonly secrets: ReadonlyMap<string, Made>;
  /** `Deployment/prod/api/web NAME` to its value, or to why there is none. */
  readonly variables: ReadonlyMap<string, string>;
  /** Every object but Secrets and what makes them, without what a migration may change. */
  readonly rest: ReadonlyMap<string, unknown>;
  readonly dangling: readonly string[];
}

/** Renders with the real kustomize inside kubectl; undefined when it cannot. */
export function kustomize(kubectl: string, dir: string): Plain[] | undefined {
  return run(kubectl, ['kustomize', dir]);
}

export function helmTemplate(helm: string, chart: string, values: readonly string[]): Plain[] | undefined {
  return run(helm, ['template', 'release', chart, ...values.flatMap((file) => ['-f', file])]);
}

function run(program: string, args: readonly string[]): Plain[] | undefined {
  try {
    const env = {
      PATH: '/usr/bin:/bin',
      HOME: '/nonexistent',
      KUBECONFIG: '/dev/null',
      GIT_ALLOW_PROTOCOL: 'none',
    };
    const text = execFileSync(program, args, {
      encoding: 'utf8',
      env,
      maxBuffer: 1 << 28,
      timeout: 60_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return objectsOf(text);
  } catch {
    return undefined;
  }
}

export function objectsOf(text: string): Plain[] {
  return parseAllDocuments(text, { logLevel: 'silent' }).flatMap((document) => {
    const plain = document.toJS({ maxAliasCount: 1000 }) as Plain | null;
    if (plain === null || typeof plain !== 'object') return [];
    const items = plain['items'];
    return String(plain['kind']).endsWith('List') && Array.isArray(items) ? (items as Plain[]) : [plain];
  });
}

const get = (value: unknown, ...path: (string | number)[]): unknown => {
  let at = value;
  for (const step of path) at = (at as Plain | undefined | null)?.[step];
  return at;
};
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const plainText = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
const list = (value: unknown): Plain[] => (Array.isArray(value) ? (value as Plain[]) : []);
const key = (namespace: unknown, name: unknown): string => `${plainText(namespace)}/${plainText(name)}`;

/** As the External Secrets Operator and the CSI driver would make them from what the store holds. */
function madeSecrets(objects: readonly Plain[], store: ReadonlyMap<string, Buffer>): Map<string, Made> {
  const made = new Map<string, Made>();
  for (const object of objects) {
    const namespace = get(object, 'metadata', 'namespace');
    if (object['kind'] === 'Secret') {
      const data: Record<string, string> = {};
      for (const [name, value] of Object.entries((object['data'] ?? {}) as Plain))
        data[name] = plainText(value).replaceAll(/\s/g, '');
      for (const [name, value] of Object.entries((object['stringData'] ?? {}) as Plain))
        data[name] = Buffer.from(plainText(value)).toString('base64');
      made.set(key(namespace, get(object, 'metadata', 'name')), {
        type: text(object['type']) ?? 'Opaque',
        data,
        labels: (get(object, 'metadata', 'labels') ?? {}) as Record<string, string>,
      });
    }
    if (object['kind'] === 'ExternalSecret') {
      const target = get(object, 'spec', 'target');
      const fetched: Record<string, Buffer | undefined> = {};
      for (const one of list(get(object, 'spec', 'data'))) {
        const held = store.get(String(get(one, 'remoteRef', 'key')));
        const property = text(get(one, 'remoteRef', 'property'));
        fetched[String(one['secretKey'])] =
          held === undefined || property === undefined
            ? held
            : Buffer.from(String((JSON.parse(held.toString()) as Plain)[property]));
      }
      const template = get(target, 'template', 'data') as Record<string, string> | undefined;
      const shown: Record<string, Buffer | undefined> =
        template === undefined
          ? fetched
          : {
              ...(get(target, 'template', 'mergePolicy') === 'Merge' ? fetched : {}),
              ...Object.fromEntries(
                Object.entries(template).map(([name, value]) => [
                  name,
                  Buffer.from(
                    value.replaceAll(
                      /\{\{ \.(\w+) \}\}/g,
                      (_whole, field: string) => fetched[field]?.toString() ?? '<missing>',
                    ),
                  ),
                ]),
              ),
            };
      made.set(key(namespace, get(target, 'name') ?? get(object, 'metadata', 'name')), {
        type: text(get(target, 'template', 'type')) ?? 'Opaque',
        data: Object.fromEntries(
          Object.entries(shown).map(([name, value]) => [name, value?.toString('base64') ?? '<missing>']),
        ),
        labels: (get(target, 'template', 'metadata', 'labels') ??
          get(object, 'metadata', 'labels') ??
          {}) as Record<string, string>,
      });
    }
  }
  for (const [name, secret] of mountedSecrets(objects, store)) made.set(name, secret);
  return made;
}

/** What the Secrets Store CSI driver syncs from its classes, and GKE from a SecretSync. */
function mountedSecrets(objects: readonly Plain[], store: ReadonlyMap<string, Buffer>): Map<string, Made> {
  const made = new Map<string, Made>();
  const files = new Map<string, Map<string, Buffer | undefined>>();
  const data = (
    items: unknown,
    from: string,
    to: string,
    files: ReadonlyMap<string, Buffer | undefined>,
  ): Record<string, string> =>
    Object.fromEntries(
      list(items).map((one) => [
        String(one[to]),
        files.get(String(one[from]))?.toString('base64') ?? '<missing>',
      ]),
    );
  for (const object of objects.filter((one) => one['kind'] === 'SecretProviderClass')) {
    const namespace = get(object, 'metadata', 'namespace');
    const found = new Map<string, Buffer | undefined>();
    const field = (held: Buffer | undefined, name: string): Buffer | undefined =>
      held === undefined ? undefined : Buffer.from(String((JSON.parse(held.toString()) as Plain)[name]));
    for (const one of list(parse(plainText(get(object, 'spec', 'parameters', 'objects')) || '[]'))) {
      const held = store.get(String(one['objectName']));
      found.set(String(one['objectAlias']), held);
      for (const { path, objectAlias } of list(one['jmesPath']))
        found.set(String(objectAlias), field(held, JSON.parse(String(path)) as string));
    }
    for (const one of list(parse(plainText(get(object, 'spec', 'parameters', 'secrets')) || '[]'))) {
      const held = store.get(String(one['resourceName']).split('/')[3] ?? '');
      const name = text(one['extractJSONKey']);
      found.set(String(one['path']), name === undefined ? held : field(held, name));
    }
    files.set(key(namespace, get(object, 'metadata', 'name')), found);
    for (const one of list(get(object, 'spec', 'secretObjects')))
      made.set(key(namespace, one['secretName']), {
        type: String(one['type']),
        data: data(one['data'], 'objectName', 'key', found),
        labels: (one['labels'] ?? {}) as Record<string, string>,
      });
  }
  for (const object of objects.filter((one) => one['kind'] === 'SecretSync')) {
    const namespace = get(object, 'metadata', 'namespace');
    const found = files.get(key(namespace, get(object, 'spec', 'secretProviderClassName')));
    made.set(key(namespace, get(object, 'metadata', 'name')), {
      type: String(get(object, 'spec', 'secretObject', 'type')),
      data: data(get(object, 'spec', 'secretObject', 'data'), 'sourcePath', 'targetKey', found ?? new Map()),
      labels: (get(object, 'metadata', 'labels') ?? {}) as Record<string, string>,
    });
  }
  return made;
}

/** A volume of the CSI driver, or its mount: it is there for the Secret alone. */
const isMount = (value: unknown): boolean =>
  String(get(value, 'csi', 'driver')).startsWith('secrets-store') ||
  (get(value, 'mountPath') !== undefined && plainText(get(value, 'name')).startsWith('secrets-store-'));

function podSpecs(object: Plain): Plain[] {
  const found: Plain[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray((value as Plain)['containers'])) found.push(value as Plain);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(object['spec'] ?? object['template']);
  return found;
}

export function effectOf(objects: readonly Plain[], store: ReadonlyMap<string, Buffer>): Effect {
  const secrets = madeSecrets(objects, store);
  const maps = new Map(
    objects
      .filter((one) => one['kind'] === 'ConfigMap')
      .map((one) => [
        key(get(one, 'metadata', 'namespace'), get(one, 'metadata', 'name')),
        (one['data'] ?? {}) as Record<string, string>,
      ]),
  );
  const variables = new Map<string, string>();
  const rest = new Map<string, unknown>();
  const dangling = new Set<string>();
  const decode = (value: string): string => Buffer.from(value, 'base64').toString('latin1');
  for (const object of objects) {
    const kind = String(object['kind']);
    const namespace = get(object, 'metadata', 'namespace');
    const id = `${kind}/${key(namespace, get(object, 'metadata', 'name'))}`;
    for (const spec of podSpecs(object)) {
      for (const volume of list(spec['volumes'])) {
        const name = get(volume, 'secret', 'secretName');
        if (
          name !== undefined &&
          get(volume, 'secret', 'optional') !== true &&
          !secrets.has(key(namespace, name))
        )
          dangling.add(`${id} volume ${plainText(name)}`);
      }
      for (const container of [...list(spec['initContainers']), ...list(spec['containers'])]) {
        const where = `${id}/${String(container['name'])}`;
        const environment = new Map<string, string>();
        for (const from of list(container['envFrom'])) {
          const prefix = text(from['prefix']) ?? '';
          const secret = get(from, 'secretRef', 'name');
          const map = get(from, 'configMapRef', 'name');
          const all =
            secret === undefined
              ? maps.get(key(namespace, map))
              : Object.fromEntries(
                  Object.entries(secrets.get(key(namespace, secret))?.data ?? {}).map(([name, value]) => [
                    name,
                    decode(value),
                  ]),
                );
          if (
            secret !== undefined &&
            !secrets.has(key(namespace, secret)) &&
            get(from, 'secretRef', 'optional') !== true
          )
            dangling.add(`${where} envFrom ${plainText(secret)}`);
          for (const [name, value] of Object.entries(all ?? {})) environment.set(prefix + name, value);
        }
        for (const one of list(container['env'])) {
          const name = String(one['name']);
          const reference = get(one, 'valueFrom', 'secretKeyRef');
          const map = get(one, 'valueFrom', 'configMapKeyRef');
          if (reference !== undefined) {
            const value = secrets.get(key(namespace, get(reference, 'name')))?.data[
              String(get(reference, 'key'))
            ];
            if (value === undefined && get(reference, 'optional') !== true) dangling.add(`${where} ${name}`);
            environment.set(name, value === undefined ? '<missing>' : decode(value));
          } else if (map !== undefined)
            environment.set(
              name,
              maps.get(key(namespace, get(map, 'name')))?.[String(get(map, 'key'))] ?? '<missing>',
            );
          else if (one['valueFrom'] !== undefined) environment.set(name, JSON.stringify(one['valueFrom']));
          else
            environment.set(
              name,
              plainText(one['value']).replaceAll(
                /\$\((\w+)\)/g,
                (whole, other: string) => environment.get(other) ?? whole,
              ),
            );
        }
        const args = [...list(container['command']), ...list(container['args'])].map((word) =>
          plainText(word).replaceAll(
            /\$\((\w+)\)/g,
            (whole, other: string) => environment.get(other) ?? whole,
          ),
        );
        for (const [name, value] of environment) variables.set(`${where} ${name}`, value);
        variables.set(`${where} $0`, args.join('\n'));
      }
    }
    if (!/^(?:Secret|ExternalSecret|(?:Cluster)?SecretStore|SecretProviderClass|SecretSync)$/.test(kind))
      rest.set(id, stripped(merged(object, secrets)));
  }
  return { secrets, variables, rest, dangling: [...dangling] };
}

/** The values of a HelmRelease, and the variables of a Kustomization, as Flux merges them. */
function merged(object: Plain, secrets: ReadonlyMap<string, Made>): Plain {
  const spec = structuredClone(object['spec'] ?? {}) as Plain;
  const read = (name: unknown): Readonly<Record<string, string>> =>
    secrets.get(key(get(object, 'metadata', 'namespace'), name))?.data ?? {};
  const decoded = (bytes: string | undefined): string =>
    bytes === undefined ? '<missing>' : Buffer.from(bytes, 'base64').toString();
  if (object['kind'] === 'HelmRelease') {
    const values = (spec['values'] ?? {}) as Plain;
    for (const one of list(spec['valuesFrom'])) {
      const steps = plainText(one['targetPath']).split('.');
      let at = values;
      for (const step of steps.slice(0, -1)) at = (at[step] ??= {}) as Plain;
      at[steps.at(-1) ?? ''] ??= decoded(read(one['name'])[plainText(one['valuesKey'])]);
    }
    const { valuesFrom: _, ...rest } = spec;
    return { ...object, spec: { ...rest, values } };
  }
  const build = spec['postBuild'] as Plain | undefined;
  if (object['kind'] !== 'Kustomization' || build === undefined) return object;
  const variables: Plain = {};
  for (const { name } of list(build['substituteFrom']))
    for (const [variable, bytes] of Object.entries(read(name))) variables[variable] = decoded(bytes);
  return { ...object, spec: { ...spec, postBuild: { ...variables, ...(build['substitute'] as Plain) } } };
}

function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => !isMount(one)).map(stripped);
  if (typeof value !== 'object' || value === null) return value;
  const plain = value as Plain;
  return Object.fromEntries(
    Object.entries(plain)
      .filter(
        ([name]) => !['env', 'envFrom', 'args', 'command', 'secretName', 'imagePullSecrets'].includes(name),
      )
      .filter(([, inner]) => !(Array.isArray(inner) && inner.length > 0 && inner.every(isMount)))
      .filter(([name]) => !(name === 'data' && plain['kind'] === 'ConfigMap'))
      .filter(
        ([name, inner]) =>
          !(
            name === 'annotations' &&
            Object.keys((inner ?? {}) as Plain).every((one) => one.startsWith('kubectl.kubernetes.io/'))
          ),
      )
      .map(([name, inner]) => [name, stripped(inner)]),
  );
}

/** Kustomize's hash of generated Secrets. */
const unhashed = (name: string): string => name.replace(/-[bcdfghkmt2456789]{10}$/, '');

/** What a cluster would see differently; values are not named. Empty: nothing. */
export function differences(before: Effect, after: Effect): string[] {
  const wrong: string[] = [];
  const now = new Map([...after.secrets].map(([name, made]) => [unhashed(name), made]));
  for (const [name, made] of before.secrets) {
    const other = now.get(unhashed(name));
    if (other === undefined) wrong.push(`Secret ${name} is gone`);
    else if (other.type !== made.type) wrong.push(`Secret ${name} has another type`);
    else if (!isDeepStrictEqual(sorted(other.data), sorted(made.data)))
      wrong.push(`Secret ${name} has other data`);
    else if (Object.entries(made.labels).some(([label, value]) => other.labels[label] !== value))
      wrong.push(`Secret ${name} lost a label`);
  }
  for (const [name, value] of before.variables)
    if (after.variables.get(name) !== value) wrong.push(`${name} has another value`);
  for (const [name, object] of before.rest)
    if (!isDeepStrictEqual(after.rest.get(name), object))
      wrong.push(`${name} ${after.rest.has(name) ? 'differs' : 'is gone'}`);
  for (const one of after.dangling)
    if (!before.dangling.includes(one)) wrong.push(`${one} reads what is not there`);
  return wrong;
}

function sorted(data: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
}
