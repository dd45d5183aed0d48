import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { reveal, Secret } from '../../src/engine/index.ts';
import {
  StoreError,
  type PutRequest,
  type RemoteStore,
  type StoredVersion,
  type StoreState,
} from '../../src/migration/index.ts';

/** What the server holds under a name. */
export interface Held {
  readonly versions: Map<string, Buffer>;
  current: string;
  createdBy: string;
  deleted: boolean;
}

/** A secret store in this process, reached over HTTP, so that a client may be killed while it talks to it. */
export class StoreServer {
  readonly held = new Map<string, Held>();
  readonly #server: Server;
  /** Answers to lose: the write is done, the connection is cut. */
  loseAnswers = 0;
  /** Requests to refuse with 503 before anything is done. */
  refuse = 0;
  calls = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<StoreServer> {
    const server = createServer();
    const self = new StoreServer(server);
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        self.calls++;
        if (self.refuse > 0) {
          self.refuse--;
          response.writeHead(503).end();
          return;
        }
        const [status, answer] = self.#act(request.url ?? '', JSON.parse(body) as Record<string, string>);
        if (self.loseAnswers > 0 && request.url === '/put') {
          self.loseAnswers--;
          request.socket.destroy();
          return;
        }
        response.writeHead(status).end(JSON.stringify(answer));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return self;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Live names with their current value, and how many versions each has. */
  live(): Record<string, { value: string; versions: number }> {
    const entries = [...this.held].filter(([, held]) => !held.deleted);
    return Object.fromEntries(
      entries.map(([name, held]) => [
        name,
        { value: held.versions.get(held.current)?.toString() ?? '', versions: held.versions.size },
      ]),
    );
  }

  #act(url: string, input: Record<string, string>): [number, unknown] {
    const { name = '', token = '', value = '', mode = '', expected = '' } = input;
    const held = this.held.get(name);
    switch (url) {
      case '/describe':
        return [200, held === undefined ? {} : { current: held.current, deleted: held.deleted }];
      case '/get': {
        const bytes = held?.versions.get(input['version'] ?? '');
        return bytes === undefined ? [404, {}] : [200, { value: bytes.toString('base64') }];
      }
      case '/put': {
        const bytes = Buffer.from(value, 'base64');
        const same = held?.versions.get(token);
        if (same !== undefined) return same.equals(bytes) ? [200, { version: token }] : [409, {}];
        if (mode === 'create') {
          if (held !== undefined) return [409, {}];
          this.held.set(name, {
            versions: new Map([[token, bytes]]),
            current: token,
            createdBy: token,
            deleted: false,
          });
          return [200, { version: token }];
        }
        if (held === undefined || held.current !== expected) return [409, {}];
        held.versions.set(token, bytes);
        held.current = token;
        return [200, { version: token }];
      }
      case '/undo': {
        if (held !== undefined && held.current !== token) return [409, {}];
        if (held?.createdBy === token) held.deleted = true;
        else if (held !== undefined) held.versions.delete(token);
        return [200, {}];
      }
      default:
        return [404, {}];
    }
  }
}

/** The client's side. */
export class ServerStore implements RemoteStore {
  readonly id = 'aws';
  readonly title = 'the test store';
  readonly limits = { maxBytes: 65_536, binary: true, emptyAllowed: false, maxNameLength: 512 };
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async #call(
    path: string,
    input: Record<string, string>,
  ): Promise<{ status: number; answer: Record<string, string> }> {
    try {
      const response = await fetch(`${this.#url}${path}`, { method: 'POST', body: JSON.stringify(input) });
      if (response.status === 503) throw new StoreError('unavailable', 'the store is not available');
      return { status: response.status, answer: (await response.json()) as Record<string, string> };
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw new StoreError('unavailable', 'the store did not answer', { uncertain: true });
    }
  }

  #version(name: string, version: string, made: StoredVersion['made']): StoredVersion {
    return {
      name,
      resource: `arn:aws:secretsmanager:eu-central-1:1:secret:${name}`,
      version,
      made,
      token: version,
    };
  }

  checkName(name: string): void {
    if (!/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name))
      throw new StoreError('usage', 'a name has a character it must not');
  }

  async describe(name: string, expected: Secret | undefined): Promise<StoreState> {
    const { answer } = await this.#call('/describe', { name });
    if (answer['current'] === undefined) return { state: 'absent' };
    if (String(answer['deleted']) === 'true') return { state: 'scheduled-for-deletion' };
    const version = this.#version(name, answer['current'], 'reuse');
    if (expected === undefined) return { state: 'differs', version };
    const [a, b] = [reveal(await this.read(version)), reveal(expected)];
    return { state: a.length === b.length && timingSafeEqual(a, b) ? 'same' : 'differs', version };
  }

  async put(request: PutRequest): Promise<StoredVersion> {
    const { name, mode, token, expectedVersion = '' } = request;
    const value = Buffer.from(reveal(request.value)).toString('base64');
    const { status, answer } = await this.#call('/put', {
      name,
      mode,
      token,
      value,
      expected: expectedVersion,
    });
    if (status !== 200) throw new StoreError('conflict', `${name} was written by someone else`);
    return this.#version(name, answer['version'] ?? '', mode);
  }

  async find(name: string, token: string): Promise<StoredVersion | undefined> {
    const { status } = await this.#call('/get', { name, version: token });
    if (status !== 200) return undefined;
    return this.#version(name, token, 'create');
  }

  async read(version: StoredVersion): Promise<Secret> {
    const { status, answer } = await this.#call('/get', { name: version.name, version: version.version });
    if (status !== 200) throw new StoreError('failed', `${version.name} is not there`);
    return new Secret(new Uint8Array(Buffer.from(answer['value'] ?? '', 'base64')));
  }

  async undo(version: StoredVersion): Promise<void> {
    const { status } = await this.#call('/undo', { name: version.name, token: version.token });
    if (status !== 200) throw new StoreError('conflict', `${version.name} was written by someone else`);
  }

  policies(): [] {
    return [];
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }
}
