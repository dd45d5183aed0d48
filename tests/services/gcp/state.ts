import { randomBytes } from 'node:crypto';
import { crc32c } from '../../../providers/crc32c.ts';

/** An error as gRPC has it. */
export class RpcError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export type Message = Record<string, unknown>;

interface Version {
  readonly number: number;
  data: Buffer | undefined;
  state: 'ENABLED' | 'DISABLED' | 'DESTROYED';
  etag: string;
  readonly checked: boolean;
  readonly createTime: Date;
  destroyTime: Date | undefined;
}

interface Held {
  readonly name: string;
  readonly replication: Message | undefined;
  readonly createTime: Date;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  versionAliases: Record<string, string>;
  policy: Message;
  etag: string;
  readonly versions: Version[];
}

const MAX_BYTES = 65_536;
/** Google answers with a project's number, whatever it was asked with. */
const PROJECT_NUMBER = '123456789012';

/** The rules of Secret Manager v1. */
export class SecretManagerState {
  readonly #secrets = new Map<string, Held>();

  /** Carries out a call by its RPC name. Messages have camelCase fields, bytes are Buffers, 64-bit numbers texts. */
  handle(method: string, request: Message): Message {
    const field = (key: string): string => text(request, key);
    switch (method) {
      case 'CreateSecret':
        return this.#create(field('parent'), field('secretId'), (request['secret'] ?? {}) as Message);
      case 'GetSecret':
        return describe(this.#secret(field('name')));
      case 'ListSecrets':
        return this.#list(field('parent'), request);
      case 'UpdateSecret':
        return this.#update((request['secret'] ?? {}) as Message, (request['updateMask'] ?? {}) as Message);
      case 'DeleteSecret': {
        const held = this.#secret(field('name'));
        checkEtag(field('etag'), held.etag);
        this.#secrets.delete(held.name);
        return {};
      }
      case 'AddSecretVersion':
        return this.#add(field('parent'), (request['payload'] ?? {}) as Message);
      case 'ListSecretVersions': {
        const held = this.#secret(field('parent'));
        const wanted = /^state\s*[:=]\s*(\w+)$/.exec(field('filter'))?.[1];
        const found = held.versions
          .toReversed()
          .filter((version) => wanted === undefined || version.state === wanted);
        const { page, nextPageToken } = paged(found, request);
        return {
          versions: page.map((version) => describeVersion(held, version)),
          nextPageToken,
          totalSize: found.length,
        };
      }
      case 'GetSecretVersion': {
        const [held, version] = this.#version(field('name'));
        return describeVersion(held, version);
      }
      case 'AccessSecretVersion': {
        const [held, version] = this.#version(field('name'));
        if (version.state !== 'ENABLED' || version.data === undefined) {
          throw new RpcError(9, `the version is in state ${version.state}`);
        }
        const payload = { data: version.data, dataCrc32c: String(crc32c(version.data)) };
        return { name: `${shown(held.name)}/versions/${version.number}`, payload };
      }
      case 'EnableSecretVersion':
      case 'DisableSecretVersion':
      case 'DestroySecretVersion':
        return this.#move(method, field('name'), field('etag'));
      case 'SetIamPolicy': {
        const held = this.#secret(field('resource'));
        held.policy = { ...((request['policy'] ?? {}) as Message), etag: randomBytes(8) };
        return held.policy;
      }
      case 'GetIamPolicy':
        return this.#secret(field('resource')).policy;
      case 'TestIamPermissions':
        this.#secret(field('resource'));
        return { permissions: request['permissions'] ?? [] };
      default:
        throw new RpcError(12, 'not implemented');
    }
  }

  has(name: string): boolean {
    return this.#secrets.has(canonical(name));
  }

  /** How many versions a secret has, in any state. */
  versionsOf(name: string): { number: number; state: string }[] {
    const held = this.#secrets.get(canonical(name));
    return (held?.versions ?? []).map(({ number, state }) => ({ number, state }));
  }

  #create(parent: string, id: string, secret: Message): Message {
    const location = /^projects\/[^/]+(\/locations\/[^/]+)?$/.exec(parent);
    if (location === null) throw new RpcError(3, 'malformed parent');
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(id)) throw new RpcError(3, 'malformed secret_id');
    const replication = secret['replication'] as Message | undefined | null;
    const kinds = [replication?.['automatic'], replication?.['userManaged']].filter(
      (kind) => kind !== null && kind !== undefined,
    );
    const regional = location[1] !== undefined;
    if (regional ? kinds.length > 0 : kinds.length !== 1)
      throw new RpcError(3, 'replication must be given, and once');
    const replicas = (replication?.['userManaged'] as { replicas?: unknown[] } | null | undefined)?.replicas;
    if (replication?.['userManaged'] && (replicas?.length ?? 0) === 0) throw new RpcError(3, 'no replicas');
    const name = canonical(`${parent}/secrets/${id}`);
    if (this.#secrets.has(name)) throw new RpcError(6, 'already exists');
    const held: Held = {
      name,
      replication: replication ?? undefined,
      createTime: new Date(),
      labels: checkLabels(secret['labels']),
      annotations: checkAnnotations(secret['annotations']),
      versionAliases: {},
      policy: {},
      etag: freshEtag(),
      versions: [],
    };
    this.#secrets.set(name, held);
    return describe(held);
  }

  #list(parent: string, request: Message): Message {
    const prefix = canonical(`${parent}/secrets/`);
    const match = /^labels\.([\w-]+)\s*[:=]\s*([\w-]+)$/.exec(text(request, 'filter'));
    const found = [...this.#secrets.values()].filter(
      (held) => held.name.startsWith(prefix) && (match === null || held.labels[match[1] ?? ''] === match[2]),
    );
    const { page, nextPageToken } = paged(found, request);
    return { secrets: page.map(describe), nextPageToken, totalSize: found.length };
  }

  #update(secret: Message, mask: Message): Message {
    const held = this.#secret(text(secret, 'name'));
    checkEtag(text(secret, 'etag'), held.etag);
    for (const path of (mask['paths'] ?? []) as string[]) {
      if (path === 'labels') held.labels = checkLabels(secret['labels']);
      else if (path === 'annotations') held.annotations = checkAnnotations(secret['annotations']);
      else if (path === 'version_aliases') held.versionAliases = checkAliases(secret['versionAliases'], held);
      else throw new RpcError(3, 'an immutable or unknown field in the mask');
    }
    held.etag = freshEtag();
    return describe(held);
  }

  #add(parent: string, payload: Message): Message {
    const held = this.#secret(parent);
    const data = Buffer.from((payload['data'] ?? []) as Uint8Array);
    if (data.length === 0 || data.length > MAX_BYTES) throw new RpcError(3, 'payload size');
    const given = payload['dataCrc32c'];
    const checked = given !== undefined && given !== null && given !== '';
    if (checked && Number(given) !== crc32c(data)) throw new RpcError(3, 'checksum');
    const version: Version = {
      number: held.versions.length + 1,
      data,
      state: 'ENABLED',
      etag: freshEtag(),
      checked,
      createTime: new Date(),
      destroyTime: undefined,
    };
    held.versions.push(version);
    return describeVersion(held, version);
  }

  #move(method: string, name: string, etag: string): Message {
    const [held, version] = this.#version(name);
    checkEtag(etag, version.etag);
    if (version.state === 'DESTROYED') {
      if (method !== 'DestroySecretVersion') throw new RpcError(9, 'the version is destroyed');
    } else if (method === 'DestroySecretVersion') {
      version.state = 'DESTROYED';
      version.data = undefined;
      version.destroyTime = new Date();
    } else version.state = method === 'EnableSecretVersion' ? 'ENABLED' : 'DISABLED';
    version.etag = freshEtag();
    return describeVersion(held, version);
  }

  #secret(name: string): Held {
    const held = this.#secrets.get(canonical(name));
    if (held === undefined) throw new RpcError(5, 'not found');
    return held;
  }

  #version(name: string): [Held, Version] {
    const match = /^(.*)\/versions\/([^/]+)$/.exec(name);
    const held = this.#secret(match?.[1] ?? '');
    const asked = match?.[2] ?? '';
    // The newest one, enabled or not.
    const number = asked === 'latest' ? held.versions.length : Number(held.versionAliases[asked] ?? asked);
    const version = held.versions[number - 1];
    if (version === undefined) throw new RpcError(5, 'not found');
    return [held, version];
  }
}

function text(message: Message, key: string): string {
  const value = message[key];
  return typeof value === 'string' ? value : '';
}

function canonical(name: string): string {
  return name.replace(new RegExp(`^projects/${PROJECT_NUMBER}/`), 'projects/p/');
}

function shown(name: string): string {
  return name.replace(/^projects\/[^/]+\//, `projects/${PROJECT_NUMBER}/`);
}

function describe(held: Held): Message {
  const { labels, annotations, versionAliases, etag, createTime } = held;
  return {
    name: shown(held.name),
    createTime: time(createTime),
    labels,
    annotations,
    versionAliases,
    etag,
    ...(held.replication === undefined ? {} : { replication: held.replication }),
  };
}

function describeVersion(held: Held, version: Version): Message {
  return {
    name: `${shown(held.name)}/versions/${version.number}`,
    createTime: time(version.createTime),
    state: version.state,
    etag: version.etag,
    clientSpecifiedPayloadChecksum: version.checked,
    ...(version.destroyTime === undefined ? {} : { destroyTime: time(version.destroyTime) }),
  };
}

function time(date: Date): Message {
  return { seconds: String(Math.floor(date.getTime() / 1000)), nanos: (date.getTime() % 1000) * 1_000_000 };
}

/** Etags come in quotes, which belong to them. */
function freshEtag(): string {
  return `"${randomBytes(8).toString('hex')}"`;
}

function checkEtag(given: string, held: string): void {
  if (given !== '' && given !== held) throw new RpcError(9, 'etag');
}

function checkLabels(given: unknown): Record<string, string> {
  const labels = (given ?? {}) as Record<string, string>;
  const bad = Object.entries(labels).some(
    ([key, value]) =>
      !/^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u.test(key) ||
      !/^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u.test(value),
  );
  if (bad || Object.keys(labels).length > 64) throw new RpcError(3, 'labels');
  return labels;
}

function checkAnnotations(given: unknown): Record<string, string> {
  const annotations = (given ?? {}) as Record<string, string>;
  const bad = Object.keys(annotations).some((key) => !/^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/.test(key));
  if (bad || JSON.stringify(annotations).length > 16_384) throw new RpcError(3, 'annotations');
  return annotations;
}

function checkAliases(given: unknown, held: Held): Record<string, string> {
  const aliases = (given ?? {}) as Record<string, string>;
  for (const [alias, number] of Object.entries(aliases)) {
    if (!/^[A-Za-z][\w-]{0,62}$/.test(alias) || /^(?:latest|NEW)$/i.test(alias))
      throw new RpcError(3, 'alias');
    if (held.versions[Number(number) - 1] === undefined) throw new RpcError(3, 'alias of no version');
  }
  if (Object.keys(aliases).length > 50) throw new RpcError(3, 'aliases');
  return aliases;
}

function paged<T>(all: readonly T[], request: Message): { page: T[]; nextPageToken: string } {
  const size = Math.min(Number(request['pageSize'] ?? 0) || 25_000, 25_000);
  const start = Number(request['pageToken'] ?? 0) || 0;
  const end = start + size;
  return { page: all.slice(start, end), nextPageToken: end < all.length ? String(end) : '' };
}
