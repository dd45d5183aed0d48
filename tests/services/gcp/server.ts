import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo, Socket } from 'node:net';
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { Faults, type FaultKind } from '../faults.ts';
import { RpcError, SecretManagerState, type Message } from './state.ts';

export interface GcpServer {
  readonly grpcPort: number;
  readonly restPort: number;
  readonly state: SecretManagerState;
  readonly faults: Faults;
  /** Methods that the caller may not use. */
  readonly denied: Set<string>;
  readonly calls: string[];
  /** Runs before a call is carried out: for what somebody else does in between. */
  before: (method: string) => void;
  /** Runs when a call was carried out, before its answer goes back. */
  after: (method: string) => void;
  stop(): Promise<void>;
}

const SERVICE = 'google.cloud.secretmanager.v1.SecretManagerService';

/** Starts both transports over one state. */
export async function startGcp(): Promise<GcpServer> {
  const shared = {
    state: new SecretManagerState(),
    faults: new Faults(),
    denied: new Set<string>(),
    calls: [] as string[],
    before: (_method: string): void => undefined,
    after: (_method: string): void => undefined,
  };

  /** Carries out a call; the fault that is to be played after it comes back with the answer. */
  const act = (method: string, request: Message): { answer: Message; after: FaultKind | undefined } => {
    shared.calls.push(method);
    server.before(method);
    const fault = shared.faults.take(method);
    if (fault === 'throttle') throw new RpcError(8, 'an answer of the test server');
    if (fault === 'fail-before') throw new RpcError(14, 'an answer of the test server');
    if (fault === 'unauthorized') throw new RpcError(16, 'an answer of the test server');
    if (fault === 'cut-before') throw new Cut();
    if (shared.denied.has(method)) throw new RpcError(7, 'an answer of the test server');
    const answer = shared.state.handle(method, request);
    server.after(method);
    if (fault === 'fail-after') throw new RpcError(13, 'an answer of the test server');
    if (fault === 'cut-after') throw new Cut();
    return { answer, after: fault };
  };

  const grpc = await startGrpc(act);
  const rest = await startRest(act);
  const server: GcpServer = {
    ...shared,
    grpcPort: grpc.port,
    restPort: rest.port,
    async stop() {
      grpc.stop();
      await rest.stop();
    },
  };
  return server;
}

/** The connection is to end without an answer. */
class Cut extends Error {}

type Act = (method: string, request: Message) => { answer: Message; after: FaultKind | undefined };

async function startGrpc(act: Act): Promise<{ port: number; stop(): void }> {
  const path = createRequire(import.meta.url).resolve(
    '@google-cloud/secret-manager/build/protos/protos.json',
  );
  const loaded = fromJSON(JSON.parse(readFileSync(path, 'utf8')) as Parameters<typeof fromJSON>[0], {
    longs: String,
    enums: String,
    defaults: false,
    keepCase: false,
  });
  const definition = loaded[SERVICE] as ServiceDefinition;
  const implementation: UntypedServiceImplementation = {};
  for (const method of Object.keys(definition)) {
    implementation[method] = (
      call: { request: Message },
      callback: (
        error: { code: number; details: string; metadata?: Metadata } | null,
        answer?: unknown,
      ) => void,
    ) => {
      try {
        const { answer, after } = act(method, call.request);
        if (after === 'silence-after') return;
        if (after === 'garbage-after') return callback({ code: 2, details: 'garbage' });
        return callback(null, answer);
      } catch (error) {
        // A cut stream reaches a gRPC client as UNAVAILABLE.
        return callback({
          code: error instanceof RpcError ? error.code : 14,
          details: 'an answer of the test server',
        });
      }
    };
  }
  const server = new Server();
  server.addService(definition, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, stop: () => server.forceShutdown() };
}

const HTTP_STATUS: Readonly<Record<number, [number, string]>> = {
  3: [400, 'INVALID_ARGUMENT'],
  5: [404, 'NOT_FOUND'],
  6: [409, 'ALREADY_EXISTS'],
  7: [403, 'PERMISSION_DENIED'],
  8: [429, 'RESOURCE_EXHAUSTED'],
  9: [400, 'FAILED_PRECONDITION'],
  12: [501, 'UNIMPLEMENTED'],
  13: [500, 'INTERNAL'],
  14: [503, 'UNAVAILABLE'],
  16: [401, 'UNAUTHENTICATED'],
};

async function startRest(act: Act): Promise<{ port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((incoming, response) => {
    void answerRest(incoming, response, act).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answerRest(incoming: IncomingMessage, response: ServerResponse, act: Act): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks).toString('utf8');
  const body = (raw === '' ? {} : JSON.parse(raw)) as Message;
  const url = new URL(incoming.url ?? '/', 'http://localhost');
  const send = (status: number, answer: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  };
  try {
    const [method, request] = route(incoming.method ?? 'GET', url, body);
    const { answer, after } = act(method, request);
    if (after === 'silence-after') return;
    if (after === 'garbage-after') {
      response.end('<html>gateway</html>');
      return;
    }
    send(200, toJson(answer));
  } catch (error) {
    if (error instanceof Cut) {
      response.destroy();
      return;
    }
    const code = error instanceof RpcError ? error.code : 13;
    const [status, name] = HTTP_STATUS[code] ?? [500, 'UNKNOWN'];
    send(status, { error: { code: status, status: name, message: 'an answer of the test server' } });
  }
}

/** The RPC of a URL, by the HTTP rules in the descriptors. */
function route(verb: string, url: URL, body: Message): [string, Message] {
  const path = decodeURIComponent(url.pathname).replace(/^\/v1\//, '');
  const query = Object.fromEntries(url.searchParams.entries());
  const [resource = '', action] = path.split(/:(?=[A-Za-z]+$)/);
  const last = resource.split('/');
  const secrets = last.at(-1) === 'secrets';
  const versions = last.at(-1) === 'versions';
  const isVersion = last.at(-2) === 'versions';
  switch (action) {
    case 'addVersion': {
      const payload = (body['payload'] ?? {}) as Message;
      const data = Buffer.from((payload['data'] ?? '') as string, 'base64');
      return ['AddSecretVersion', { parent: resource, payload: { ...payload, data } }];
    }
    case 'access':
      return ['AccessSecretVersion', { name: resource }];
    case 'enable':
    case 'disable':
    case 'destroy':
      return [`${action[0]?.toUpperCase()}${action.slice(1)}SecretVersion`, { ...body, name: resource }];
    case 'getIamPolicy':
    case 'setIamPolicy':
    case 'testIamPermissions':
      return [`${action[0]?.toUpperCase()}${action.slice(1)}`, { ...body, resource }];
    case undefined:
      break;
    default:
      throw new RpcError(12, 'not implemented');
  }
  if (verb === 'POST' && secrets) {
    return [
      'CreateSecret',
      { parent: resource.replace(/\/secrets$/, ''), secretId: query['secretId'], secret: body },
    ];
  }
  if (verb === 'GET' && secrets)
    return ['ListSecrets', { ...query, parent: resource.replace(/\/secrets$/, '') }];
  if (verb === 'GET' && versions)
    return ['ListSecretVersions', { ...query, parent: resource.replace(/\/versions$/, '') }];
  if (verb === 'GET') return [isVersion ? 'GetSecretVersion' : 'GetSecret', { name: resource }];
  if (verb === 'DELETE') return ['DeleteSecret', { name: resource, etag: query['etag'] }];
  if (verb === 'PATCH') {
    const paths = (query['updateMask'] ?? '')
      .split(',')
      .map((part) => part.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`));
    return ['UpdateSecret', { secret: { ...body, name: resource }, updateMask: { paths } }];
  }
  throw new RpcError(12, 'not implemented');
}

const STATES: Readonly<Record<string, number>> = { ENABLED: 1, DISABLED: 2, DESTROYED: 3 };

/** Proto3 JSON with numbers for enums, as the client asks for. */
function toJson(value: unknown, key = ''): unknown {
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (Array.isArray(value)) return value.map((item) => toJson(item));
  if (typeof value === 'object' && value !== null) {
    const message = value as Message;
    if (key.endsWith('Time')) return new Date(Number(message['seconds']) * 1000).toISOString();
    return Object.fromEntries(Object.entries(message).map(([name, item]) => [name, toJson(item, name)]));
  }
  return key === 'state' && typeof value === 'string' ? STATES[value] : value;
}
