import { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { reveal, Secret } from '../src/engine/index.ts';
import {
  StoreError,
  type PutRequest,
  type RemoteStore,
  type StoredVersion,
  type StoreState,
} from '../src/migration/store.ts';
import { crc32c } from './crc32c.ts';
import { policies } from './gcp-policies.ts';
import { call, errorWords, pause, sameSecret, type CallLimits, type Failure } from './remote.ts';

type ClientOptions = NonNullable<ConstructorParameters<typeof SecretManagerServiceClient>[0]>;

export interface GcpOptions {
  /** Project id or number. */
  readonly project: string;
  /** For regional secrets: `europe-west3`. */
  readonly location?: string;
  /**
   * Where the value of a new global secret is kept. It can never be changed, so it is asked for: without it nothing new is
   * created.
   */
  readonly replication?: 'automatic' | readonly string[];
  /** Cloud KMS key; for automatic replication one in `global`, else one for each location, in their order. */
  readonly kmsKeys?: readonly string[];
  /** `host` or `host:port`, for private endpoints and tests. */
  readonly endpoint?: string;
  /** REST over HTTP/1.1 instead of gRPC, where a proxy stands in the way. */
  readonly rest?: boolean;
  /** The endpoint is a server on this machine: REST without TLS and without credentials. */
  readonly local?: boolean;
  /** Whatever else the client takes. */
  readonly client?: ClientOptions;
  readonly limits?: CallLimits;
}

const MAX_BYTES = 65_536;
const ID = /^[A-Za-z0-9_-]{1,255}$/;
const OURS = 'unleak';
/** An annotation that holds the request's token: the API has none of its own. */
const TOKEN = 'unleak-token';

type Method =
  | 'GetSecret'
  | 'CreateSecret'
  | 'AddSecretVersion'
  | 'ListSecretVersions'
  | 'GetSecretVersion'
  | 'AccessSecretVersion'
  | 'DisableSecretVersion'
  | 'DeleteSecret';

const PERMISSION: Readonly<Record<Method, string>> = {
  GetSecret: 'secretmanager.secrets.get',
  CreateSecret: 'secretmanager.secrets.create',
  AddSecretVersion: 'secretmanager.versions.add',
  ListSecretVersions: 'secretmanager.versions.list',
  GetSecretVersion: 'secretmanager.versions.get',
  AccessSecretVersion: 'secretmanager.versions.access',
  DisableSecretVersion: 'secretmanager.versions.disable',
  DeleteSecret: 'secretmanager.secrets.delete',
};

interface VersionInfo {
  readonly number: number;
  readonly enabled: boolean;
  readonly etag: string;
}

interface SecretInfo {
  readonly etag: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly rotates: boolean;
}

/**
 * GCP Secret Manager. Creating a secret and adding its version are two calls without a request token: the secret carries
 * the token as an annotation, and a version whose answer was lost is recognised by its bytes. There is no precondition on
 * adding a version: when another came in between, ours is taken out of use and the put stops. `latest` is the newest
 * version whatever its state, and reading a disabled one fails: so before ours is disabled, the bytes of the version below
 * it are put on top, and whoever reads `latest` gets what they would get without us.
 * @see https://cloud.google.com/secret-manager/docs/reference/rpc
 */
export function createGcpStore(options: GcpOptions): RemoteStore {
  const { project, location, limits } = options;
  const parent = location === undefined ? `projects/${project}` : `projects/${project}/locations/${location}`;
  const [host, port] = (options.endpoint ?? regionalEndpoint(location) ?? '').split(':');
  const client = new SecretManagerServiceClient({
    ...(host === undefined || host === '' ? {} : { apiEndpoint: host }),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(options.rest === true || options.local === true ? { fallback: true } : {}),
    ...(options.local === true
      ? { protocol: 'http', authClient: withoutCredentials(), projectId: project }
      : {}),
    ...options.client,
  });
  const nameOf = (id: string): string => `${parent}/secrets/${id}`;
  const { timeout = 15_000, attempts = 6 } = limits ?? {};

  /** Attempts and pauses are ours; the client's own would hide that a write is uncertain. */
  const callOptions = { timeout, retry: null };

  let ready: Promise<void> | undefined;
  // The client's own methods start it without waiting, and end the process when there are no credentials.
  const start = (): Promise<void> => (ready ??= quietly(async () => void (await client.initialize())));

  const request = <T>(
    method: Method,
    id: string,
    signal: AbortSignal,
    send: () => Promise<T>,
    once = false,
  ): Promise<T> =>
    call(
      (abort) => abortable(start().then(send), abort),
      (error) => classify(error, method, id, parent),
      {
        signal,
        limits: once ? { ...limits, attempts: 1 } : limits,
        writes: !['GetSecret', 'ListSecretVersions', 'GetSecretVersion', 'AccessSecretVersion'].includes(
          method,
        ),
      },
    );

  const getSecret = (id: string, signal: AbortSignal): Promise<SecretInfo | undefined> =>
    request('GetSecret', id, signal, async () => {
      try {
        const [found] = await client.getSecret({ name: nameOf(id) }, callOptions);
        return {
          etag: found.etag ?? '',
          labels: found.labels ?? {},
          annotations: found.annotations ?? {},
          rotates: found.rotation !== null && found.rotation !== undefined,
        };
      } catch (error) {
        if (statusOf(error) === 5) return undefined;
        throw error;
      }
    });

  /** The newest versions, newest first; all that are newer than `after`. */
  const listVersions = async (id: string, after: number, signal: AbortSignal): Promise<VersionInfo[]> => {
    const found: VersionInfo[] = [];
    let pageToken = '';
    do {
      const [items, , raw] = await request('ListSecretVersions', id, signal, () =>
        client.listSecretVersions(
          { parent: nameOf(id), pageSize: 100, pageToken },
          { ...callOptions, autoPaginate: false },
        ),
      );
      for (const item of items) {
        const enabled = isEnabled(item.state);
        found.push({ number: versionNumber(item.name), enabled, etag: item.etag ?? '' });
      }
      pageToken = raw?.nextPageToken ?? '';
    } while (pageToken !== '' && found.every((item) => item.number > after));
    return found.filter((item) => item.number > after).toSorted((a, b) => b.number - a.number);
  };

  const access = async (id: string, version: string | number, signal: AbortSignal): Promise<Secret> => {
    const [got] = await request('AccessSecretVersion', id, signal, () =>
      client.accessSecretVersion({ name: `${nameOf(id)}/versions/${version}` }, callOptions),
    );
    const { data, dataCrc32c } = got.payload ?? {};
    if (data === undefined || data === null)
      throw new StoreError('failed', `${id}: the version came back without a value`);
    const bytes = typeof data === 'string' ? Buffer.from(data, 'base64') : data;
    if (dataCrc32c === undefined || dataCrc32c === null || Number(dataCrc32c) !== crc32c(bytes)) {
      throw new StoreError(
        'unavailable',
        `${id}: the value was damaged on the way (its checksum does not fit)`,
      );
    }
    return new Secret(bytes);
  };

  /** Which of the versions newer than `after` hold the value; oldest first. */
  const holding = async (
    id: string,
    after: number,
    value: Secret,
    signal: AbortSignal,
  ): Promise<number[]> => {
    const found: number[] = [];
    for (const version of (await listVersions(id, after, signal)).toReversed()) {
      if (version.enabled && sameSecret(await access(id, version.number, signal), value))
        found.push(version.number);
    }
    return found;
  };

  /** Adds a version; repeated only when the one before is known not to have arrived. */
  const addVersion = async (
    id: string,
    value: Secret,
    after: number,
    signal: AbortSignal,
  ): Promise<number> => {
    const data = reveal(value);
    const payload = { data, dataCrc32c: crc32c(data) };
    for (let n = 1; ; n++) {
      try {
        const [made] = await request(
          'AddSecretVersion',
          id,
          signal,
          () => client.addSecretVersion({ parent: nameOf(id), payload }, callOptions),
          true,
        );
        if (made.clientSpecifiedPayloadChecksum !== true) {
          throw new StoreError('failed', `${id}: the server did not check the value's checksum`);
        }
        return versionNumber(made.name);
      } catch (error) {
        const passes =
          error instanceof StoreError && (error.code === 'unavailable' || error.code === 'throttled');
        if (!passes) throw error;
        if (error.uncertain) {
          const [found] = await holding(id, after, value, signal);
          if (found !== undefined) return found;
        }
        if (n >= attempts) throw error;
        await pause(n, limits, signal);
      }
    }
  };

  const disable = async (id: string, number: number, signal: AbortSignal): Promise<void> => {
    const name = `${nameOf(id)}/versions/${number}`;
    const [found] = await request('GetSecretVersion', id, signal, () =>
      client.getSecretVersion({ name }, callOptions),
    );
    if (!isEnabled(found.state)) return;
    try {
      await request('DisableSecretVersion', id, signal, () =>
        client.disableSecretVersion({ name, etag: found.etag ?? '' }, callOptions),
      );
    } catch (error) {
      // After a lost answer the etag has moved on.
      const [now] = await request('GetSecretVersion', id, signal, () =>
        client.getSecretVersion({ name }, callOptions),
      );
      if (isEnabled(now.state)) throw error;
    }
  };

  const createSecret = async (put: PutRequest, signal: AbortSignal): Promise<void> => {
    const secret = {
      ...replicationOf(options),
      labels: Object.fromEntries(Object.entries(put.tags).map(([key, value]) => [label(key), label(value)])),
      annotations: {
        [TOKEN]: put.token,
        ...(put.description === undefined ? {} : { description: put.description.slice(0, 1000) }),
      },
    };
    try {
      await request('CreateSecret', put.name, signal, () =>
        client.createSecret({ parent, secretId: put.name, secret }, callOptions),
      );
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'conflict') throw error;
      // Ours, when an answer was lost or the program stopped between the two calls.
      const there = await getSecret(put.name, signal);
      if (there?.annotations[TOKEN] !== put.token) throw error;
    }
  };

  const deleteOurs = async (id: string, etag: string, signal: AbortSignal): Promise<void> => {
    try {
      await request('DeleteSecret', id, signal, () =>
        client.deleteSecret({ name: nameOf(id), etag }, callOptions),
      );
    } catch (error) {
      if ((await getSecret(id, signal)) !== undefined) throw error;
    }
  };

  /** Takes a version of ours out of use; readers of `latest` get the bytes of the one below it, if those could be read. */
  const withdraw = async (id: string, number: number, signal: AbortSignal): Promise<void> => {
    const [newest, below] = await listVersions(id, number - 2, signal);
    if (newest?.number === number && below?.enabled === true)
      await addVersion(id, await access(id, below.number, signal), number, signal);
    await disable(id, number, signal);
  };

  /** Adds our version after the one seen at plan time, unless it is there already. */
  const addAfter = async (
    put: PutRequest,
    base: number,
    made: 'create' | 'update',
    signal: AbortSignal,
  ): Promise<StoredVersion> => {
    const { name, value, token } = put;
    const newer = await listVersions(name, base, signal);
    const [known] = newer.length === 0 ? [] : await holding(name, base, value, signal);
    if (newer.length > 0 && known === undefined) throw moved(name);
    const number = known ?? (await addVersion(name, value, base, signal));
    // Numbers are given in order: whoever came between stands between.
    const between = number === base + 1 ? [] : await listVersions(name, base, signal);
    for (const version of between) {
      if (!version.enabled || version.number >= number) continue;
      if (sameSecret(await access(name, version.number, signal), value)) continue;
      await withdraw(name, number, signal);
      throw new StoreError(
        'conflict',
        `${name}: somebody added version ${version.number} at the same time; theirs is what "latest" gives, and ours, ${number}, is disabled`,
        { hint: 'plan again' },
      );
    }
    return { name, resource: nameOf(name), version: String(number), made, token };
  };

  const create = async (put: PutRequest, signal: AbortSignal): Promise<StoredVersion> => {
    await createSecret(put, signal);
    return addAfter(put, 0, 'create', signal);
  };

  const update = async (put: PutRequest, signal: AbortSignal): Promise<StoredVersion> => {
    const { name, expectedVersion } = put;
    if (expectedVersion === undefined)
      throw new StoreError('usage', `${name}: the version to follow is not known`);
    return addAfter(put, expectedVersion === '' ? 0 : Number(expectedVersion), 'update', signal);
  };

  return {
    id: 'gcp',
    title: 'GCP Secret Manager',
    limits: { maxBytes: MAX_BYTES, binary: true, emptyAllowed: false, maxNameLength: 255 },

    checkCreate() {
      replicationOf(options);
    },

    checkName(name) {
      if (!ID.test(name)) {
        throw new StoreError(
          'usage',
          'a name in GCP Secret Manager has 1 to 255 letters, digits, hyphens and underscores',
        );
      }
    },

    async describe(name, expected, signal): Promise<StoreState> {
      const secret = await getSecret(name, signal);
      if (secret === undefined) return { state: 'absent' };
      const [newest] = await listVersions(name, 0, signal);
      const version: StoredVersion = {
        name,
        resource: nameOf(name),
        version: newest === undefined ? '' : String(newest.number),
        made: 'reuse',
        token: secret.annotations[TOKEN] ?? '',
      };
      if (newest?.enabled === true && expected !== undefined) {
        if (sameSecret(await access(name, newest.number, signal), expected))
          return { state: 'same', version };
      }
      const owner = ownerOf(secret);
      return owner === undefined
        ? { state: 'differs', version }
        : { state: 'managed-by-other', owner, version };
    },

    async put(put, signal) {
      this.checkName(put.name);
      const size = reveal(put.value).length;
      if (size === 0) throw new StoreError('usage', `${put.name}: GCP Secret Manager stores no empty value`);
      if (size > MAX_BYTES)
        throw new StoreError(
          'usage',
          `${put.name}: ${size} bytes are more than the 65,536 that a version holds`,
        );
      return put.mode === 'create' ? create(put, signal) : update(put, signal);
    },

    async find(name, token, expected, signal) {
      const secret = await getSecret(name, signal);
      if (secret === undefined) return undefined;
      const created = secret.annotations[TOKEN] === token;
      // A version bears no token: of an update it is the newest that can be ours, and only when it holds our bytes.
      const [newest] = await listVersions(name, 0, signal);
      if (newest === undefined) return undefined;
      let found: number | undefined;
      if (expected === undefined) found = created && newest.number === 1 ? 1 : undefined;
      else if (created) [found] = await holding(name, 0, expected, signal);
      else if (newest.enabled && sameSecret(await access(name, newest.number, signal), expected))
        found = newest.number;
      if (found === undefined) return undefined;
      return {
        name,
        resource: nameOf(name),
        version: String(found),
        made: created ? 'create' : 'update',
        token,
      };
    },

    async abandon(name, token, signal) {
      const secret = await getSecret(name, signal);
      if (secret === undefined || secret.annotations[TOKEN] !== token) return;
      if ((await listVersions(name, 0, signal)).length === 0) await deleteOurs(name, secret.etag, signal);
    },

    read: (version, signal) => access(version.name, version.version, signal),

    async undo(version, signal) {
      if (version.made === 'reuse') return;
      const { name } = version;
      const secret = await getSecret(name, signal);
      if (secret === undefined) return;
      const number = Number(version.version);
      if (version.made === 'update') return withdraw(name, number, signal);
      const alone = (await listVersions(name, 0, signal)).every((one) => one.number === number);
      if (!alone || secret.annotations[TOKEN] !== version.token || secret.labels['managed-by'] !== OURS) {
        throw new StoreError('conflict', `${name} is not as we made it: it was left alone`);
      }
      await disable(name, number, signal);
      await deleteOurs(name, secret.etag, signal);
    },

    policies: (names, readers) =>
      policies(
        names,
        readers,
        Object.values(PERMISSION).filter((one) => one !== PERMISSION.CreateSecret),
        options,
      ),

    // Fails when it never came to life; there is nothing to close then.
    close: () => client.close().catch(() => undefined),
  };
}

/** What the REST client asks of credentials, with none: a server on this machine gets no token. */
function withoutCredentials(): NonNullable<ClientOptions['authClient']> {
  const client = {
    getRequestHeaders: () => Promise.resolve(new Headers()),
    fetch: (url: string, init: RequestInit) => fetch(url, init),
  };
  return client as unknown as NonNullable<ClientOptions['authClient']>;
}

/** Runs without the warning that looking for Google's metadata server prints on every machine that has none. */
async function quietly(work: () => Promise<void>): Promise<void> {
  const before = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  const emit = before?.value as ((...all: unknown[]) => void) | undefined;
  process.emitWarning = (...all: unknown[]): void => {
    if (all[1] !== 'MetadataLookupWarning') emit?.apply(process, all);
  };
  try {
    await work();
  } finally {
    if (before !== undefined) Object.defineProperty(process, 'emitWarning', before);
  }
}

/** gRPC gives the state's name, REST its number. */
function isEnabled(state: unknown): boolean {
  return state === 'ENABLED' || state === 1;
}

function regionalEndpoint(location: string | undefined): string | undefined {
  return location === undefined ? undefined : `secretmanager.${location}.rep.googleapis.com`;
}

/** The client takes no signal: the call goes on, and its answer is not waited for. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error('aborted'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Names come back with the project's number, whatever was asked with; the last part is what counts. */
function versionNumber(name: string | null | undefined): number {
  const number = Number(name?.split('/').at(-1));
  if (!Number.isSafeInteger(number) || number < 1)
    throw new StoreError('failed', 'the server gave a version without a number');
  return number;
}

function replicationOf(options: GcpOptions): Record<string, unknown> {
  const keys = options.kmsKeys ?? [];
  if (options.location !== undefined) {
    return keys[0] === undefined ? {} : { customerManagedEncryption: { kmsKeyName: keys[0] } };
  }
  if (options.replication === undefined) {
    throw new StoreError('usage', 'where Google keeps a new secret can never be changed, and was not said', {
      hint: '--replication automatic, --replication europe-west3,europe-west4, or --location europe-west3',
    });
  }
  const encryption = (key: string | undefined): Record<string, unknown> =>
    key === undefined ? {} : { customerManagedEncryption: { kmsKeyName: key } };
  if (options.replication === 'automatic') return { replication: { automatic: encryption(keys[0]) } };
  const replicas = options.replication.map((location, i) => ({ location, ...encryption(keys[i]) }));
  return { replication: { userManaged: { replicas } } };
}

function ownerOf(secret: SecretInfo): string | undefined {
  const owner = Object.entries(secret.labels).find(([key]) => /^managed[-_]?by$/.test(key))?.[1];
  if (owner !== undefined && owner !== OURS) return owner.replaceAll(/[^\w.-]/g, '?');
  return secret.rotates ? 'rotation' : undefined;
}

/** Labels take lower-case letters, digits, `_` and `-`, at most 63. */
function label(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{Ll}\p{Lo}\p{N}_-]/gu, '_')
    .slice(0, 63);
}

function moved(name: string): StoreError {
  return new StoreError(
    'conflict',
    `${name}: somebody added another version since the plan; nothing was changed`,
    {
      hint: 'plan again',
    },
  );
}

const OF_HTTP: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  409: 6,
  429: 8,
  500: 13,
  501: 12,
  503: 14,
  504: 4,
};

/** The gRPC status of an error. Over REST the client gives the HTTP status instead, which says less. */
function statusOf(error: unknown): string | number {
  const { code } = errorWords(error);
  const number = typeof code === 'string' && /^\d+$/.test(code) ? Number(code) : code;
  if (typeof number !== 'number' || number < 100) return number;
  if (number !== 400) return OF_HTTP[number] ?? number;
  const { response } = error as { response?: { data?: { error?: { status?: unknown } } } };
  return response?.data?.error?.status === 'FAILED_PRECONDITION' ? 9 : 3;
}

/** What an error means, by its gRPC status; its text may quote the request and is dropped. */
function classify(error: unknown, method: Method, id: string, parent: string): Failure {
  const code = statusOf(error);
  const say = (codeOf: StoreError['code'], text: string, hint?: string): Failure => ({
    error: new StoreError(codeOf, `${id}: ${text}`, hint === undefined ? {} : { hint }),
    again: codeOf === 'throttled' || codeOf === 'unavailable',
  });
  switch (code) {
    case 3:
    case 11:
      return say('usage', `Google refuses an argument of ${method}`);
    case 5:
      return say('conflict', 'there is no such secret or version');
    case 6:
      return say('conflict', 'the name is taken');
    case 7:
      return say('denied', `Google refused ${PERMISSION[method]}`, grant(method, parent));
    case 8:
      return say('throttled', `Google throttled ${method}`, 'try again later, or raise the quota');
    case 9:
      return say(
        'conflict',
        `Google refuses ${method} in the state that the secret is in, or its etag has moved`,
      );
    case 12:
      return say('failed', `the server does not know ${method}`);
    case 16:
      return say('denied', 'Google does not accept the credentials', 'gcloud auth application-default login');
    default:
      if (error instanceof Error && error.message.startsWith('Could not load the default credentials')) {
        return say(
          'denied',
          'no credentials were found',
          'gcloud auth application-default login, or GOOGLE_APPLICATION_CREDENTIALS',
        );
      }
      return say('unavailable', `Google did not answer ${method}${code === '' ? '' : ` (${code})`}`);
  }
}

const ROLES: Readonly<Partial<Record<Method, string>>> = {
  AddSecretVersion: 'roles/secretmanager.secretVersionAdder',
  AccessSecretVersion: 'roles/secretmanager.secretAccessor',
  GetSecret: 'roles/secretmanager.viewer',
  ListSecretVersions: 'roles/secretmanager.viewer',
  GetSecretVersion: 'roles/secretmanager.viewer',
  DisableSecretVersion: 'roles/secretmanager.secretVersionManager',
};

function grant(method: Method, parent: string): string {
  const role = ROLES[method] ?? 'roles/secretmanager.admin';
  const project = parent.split('/')[1] ?? '';
  return `gcloud projects add-iam-policy-binding ${project} --member=MEMBER --role=${role}`;
}
