import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';

/** What a Go client of a Google API is started with, to reach a server of the tests. */
export interface GoogleFront {
  readonly env: Readonly<Record<string, string>>;
  /** A service account's key, as Google writes it: JSON. */
  readonly account: string;
  readonly stop: () => Promise<void>;
}

const host = 'secretmanager.googleapis.com';

/**
 * Go's clients have no setting for another endpoint, but they obey HTTPS_PROXY and SSL_CERT_FILE: a proxy that connects
 * to that one host ends TLS with a certificate of a test CA and hands the bytes to a gRPC server of the tests. It gives
 * out the tokens as well.
 */
export async function frontGoogle(grpcPort: number, dir: string): Promise<GoogleFront> {
  mkdirSync(dir, { recursive: true });
  const at = (name: string): string => join(dir, name);
  const openssl = (...args: string[]): Buffer =>
    execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
    '-days',
    '2',
    '-subj',
    '/CN=test CA',
  );
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    at('server.key'),
    '-out',
    at('server.csr'),
    '-subj',
    `/CN=${host}`,
  );
  writeFileSync(at('server.ext'), `subjectAltName=DNS:${host}\n`);
  openssl(
    'x509',
    '-req',
    '-in',
    at('server.csr'),
    '-CA',
    at('ca.pem'),
    '-CAkey',
    at('ca.key'),
    '-CAcreateserial',
    '-out',
    at('server.pem'),
    '-days',
    '2',
    '-extfile',
    at('server.ext'),
  );
  const secureContext = createSecureContext({
    key: readFileSync(at('server.key')),
    cert: readFileSync(at('server.pem')),
  });
  const sockets = new Set<Socket>();
  const server = createHttp((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ access_token: 'made-up', token_type: 'Bearer', expires_in: 3600 }));
  });
  server.on('connect', (request, socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    if (request.url !== `${host}:443`) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const secure = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ['h2'] });
    const inner = connect(grpcPort, '127.0.0.1');
    sockets.add(inner);
    for (const [one, other] of [
      [secure, inner],
      [inner, secure],
    ] as const) {
      one.on('error', () => other.destroy());
      one.pipe(other);
    }
    return undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    env: { HTTPS_PROXY: url, SSL_CERT_FILE: at('ca.pem') },
    account: JSON.stringify({
      type: 'service_account',
      project_id: 'p',
      private_key_id: 'made-up',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      client_email: 'reader@p.iam.gserviceaccount.com',
      client_id: '1',
      token_uri: `${url}/token`,
    }),
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
