import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSocket, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Faults, type FaultKind } from './faults.ts';

/** A server that is to be stopped. */
export interface Running {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts moto, which knows how AWS Secrets Manager keeps versions and labels, on a port of 127.0.0.1. */
export async function startMoto(program: string): Promise<Running> {
  const port = await freePort();
  const child = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const gone = once(child, 'exit');
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null || tries > 600) throw new Error('moto did not start');
    if ((await send(port, 'GET', '/moto-api/', {}, Buffer.alloc(0)).catch(() => undefined))?.status === 200)
      break;
    await sleep(50);
  }
  return {
    port,
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 3000);
      await gone;
      clearTimeout(late);
    },
  };
}

export async function freePort(): Promise<number> {
  const socket = createSocket().listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address() as AddressInfo;
  socket.close();
  await once(socket, 'close');
  return port;
}

export interface AwsProxy {
  readonly url: string;
  readonly faults: Faults;
  /** Actions that the caller may not use. */
  readonly denied: Set<string>;
  /** Every call that came, by its action. */
  readonly calls: string[];
  /** Runs before a call is passed on: for what somebody else does in between. */
  before: (action: string) => Promise<void>;
  /** Runs when a call was carried out, before its answer goes back. */
  after: (action: string) => void;
  stop(): Promise<void>;
}

type Body = Record<string, unknown>;

/** A proxy in front of moto that refuses what AWS refuses and moto does not, and plays faults. */
export async function startAwsProxy(moto: number): Promise<AwsProxy> {
  const faults = new Faults();
  const denied = new Set<string>();
  const calls: string[] = [];
  const server = createServer((incoming, response) => {
    void handle(incoming, response).catch(() => response.destroy());
  });

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const action = String(incoming.headers['x-amz-target']).replace(/^.*\./, '');
    calls.push(action);
    await proxy.before(action);
    const fault = faults.take(action);
    if (await playBefore(fault, response)) return;
    if (denied.has(action)) return answer(response, 400, error('AccessDeniedException'));
    const body = JSON.parse(raw.toString('utf8')) as Body;
    const refused = refusal(action, body) ?? (await refusalByState(action, body, incoming, moto));
    if (refused !== undefined) return answer(response, 400, error(refused));
    const sent = current(action, body, raw);
    const headers = {
      ...(incoming.headers as Record<string, string>),
      'content-length': String(sent.length),
    };
    const got = await send(moto, 'POST', '/', headers, sent);
    proxy.after(action);
    if (await playAfter(fault, response)) return;
    // AWS answers 400 where moto answers 404.
    response.writeHead(got.status === 404 ? 400 : got.status, {
      'content-type': 'application/x-amz-json-1.1',
    });
    response.end(got.body);
  };

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: AwsProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    denied,
    calls,
    before: () => Promise.resolve(),
    after: () => undefined,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}

/** Without a version, AWS reads the one labelled current; moto reads the one that was put last without a label. */
function current(action: string, body: Body, raw: Buffer): Buffer {
  if (action !== 'GetSecretValue' || 'VersionId' in body || 'VersionStage' in body) return raw;
  return Buffer.from(JSON.stringify({ ...body, VersionStage: 'AWSCURRENT' }));
}

/** What AWS documents and moto lets pass. */
function refusal(action: string, body: Body): string | undefined {
  const text = (key: string): string | undefined => (typeof body[key] === 'string' ? body[key] : undefined);
  const token = text('ClientRequestToken');
  if (token !== undefined && (token.length < 32 || token.length > 64)) return 'InvalidParameterException';
  if (action === 'CreateSecret' && !/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(text('Name') ?? ''))
    return 'ValidationException';
  const tags = body['Tags'];
  if (Array.isArray(tags)) {
    if (tags.length > 50) return 'InvalidParameterException';
    const bad = (tags as { Key: string; Value: string }[]).some(
      (tag) =>
        !/^[\p{L}\p{N} _.:/=+\-@]{1,128}$/u.test(tag.Key) ||
        !/^[\p{L}\p{N} _.:/=+\-@]{0,256}$/u.test(tag.Value),
    );
    if (bad) return 'InvalidParameterException';
  }
  const ids = body['SecretIdList'];
  if (Array.isArray(ids) && ids.length > 20) return 'InvalidParameterException';
  const [string, binary] = [text('SecretString'), text('SecretBinary')];
  if (string !== undefined && binary !== undefined) return 'InvalidParameterException';
  if (action === 'PutSecretValue' && string === undefined && binary === undefined)
    return 'InvalidRequestException';
  for (const size of [
    string === undefined ? 1 : Buffer.byteLength(string),
    Buffer.from(binary ?? 'AA==', 'base64').length,
  ]) {
    if (size < 1 || size > 65_536) return 'ValidationException';
  }
  return undefined;
}

/** Writes to a secret that is scheduled for deletion are refused by AWS, not by moto. */
async function refusalByState(
  action: string,
  body: Body,
  incoming: IncomingMessage,
  moto: number,
): Promise<string | undefined> {
  if (!['CreateSecret', 'PutSecretValue', 'TagResource', 'UpdateSecretVersionStage'].includes(action))
    return undefined;
  const headers = {
    ...(incoming.headers as Record<string, string>),
    'x-amz-target': 'secretsmanager.DescribeSecret',
  };
  delete (headers as Record<string, string | undefined>)['content-length'];
  const asked = Buffer.from(JSON.stringify({ SecretId: body['SecretId'] ?? body['Name'] }));
  const found = await send(moto, 'POST', '/', headers, asked);
  const deleted =
    found.status === 200 && typeof (JSON.parse(found.body.toString()) as Body)['DeletedDate'] === 'number';
  return deleted ? 'InvalidRequestException' : undefined;
}

async function playBefore(fault: FaultKind | undefined, response: ServerResponse): Promise<boolean> {
  if (fault === 'throttle') await answer(response, 400, error('ThrottlingException'));
  else if (fault === 'fail-before') await answer(response, 503, error('ServiceUnavailable'));
  else if (fault === 'unauthorized') await answer(response, 401, error('ExpiredTokenException'));
  else if (fault === 'cut-before') response.destroy();
  else return false;
  return true;
}

async function playAfter(fault: FaultKind | undefined, response: ServerResponse): Promise<boolean> {
  if (fault === 'fail-after') await answer(response, 500, error('InternalServiceError'));
  else if (fault === 'cut-after') response.destroy();
  else if (fault === 'garbage-after') await answer(response, 200, '<html>gateway</html>');
  else if (fault === 'silence-after') return true;
  else return false;
  return true;
}

function error(type: string): string {
  return JSON.stringify({ __type: type, message: 'an answer of the test server' });
}

function answer(response: ServerResponse, status: number, body: string): Promise<void> {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(body);
  return Promise.resolve();
}

function send(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: Buffer,
): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks) }));
      incoming.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
