import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32c } from '../../../providers/crc32c.ts';

/** The two calls of Cloud KMS that encrypt and decrypt a small value, with their checksums; one key a name. */
export interface KmsServer {
  readonly url: string;
  readonly calls: string[];
  /** Keys that the caller may not use. */
  readonly denied: Set<string>;
  stop(): Promise<void>;
}

/** @see https://cloud.google.com/kms/docs/reference/rest/v1/projects.locations.keyRings.cryptoKeys/encrypt */
export async function startKms(): Promise<KmsServer> {
  const keys = new Map<string, Buffer>();
  const calls: string[] = [];
  const denied = new Set<string>();
  const act = (name: string, action: string, body: Record<string, string>): [number, object] => {
    if (denied.has(name)) return [403, { error: { status: 'PERMISSION_DENIED' } }];
    const key = keys.get(name) ?? randomBytes(32);
    keys.set(name, key);
    if (action === 'encrypt') {
      const plaintext = Buffer.from(body['plaintext'] ?? '', 'base64');
      if (body['plaintextCrc32c'] !== undefined && Number(body['plaintextCrc32c']) !== crc32c(plaintext))
        return [400, { error: { status: 'INVALID_ARGUMENT' } }];
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const sealed = Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
      return [
        200,
        {
          name: `${name}/cryptoKeyVersions/1`,
          ciphertext: sealed.toString('base64'),
          ciphertextCrc32c: String(crc32c(sealed)),
          verifiedPlaintextCrc32c: body['plaintextCrc32c'] !== undefined,
        },
      ];
    }
    try {
      const sealed = Buffer.from(body['ciphertext'] ?? '', 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
      decipher.setAuthTag(sealed.subarray(-16));
      const plaintext = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
      return [
        200,
        {
          plaintext: plaintext.toString('base64'),
          plaintextCrc32c: String(crc32c(plaintext)),
          usedPrimary: true,
        },
      ];
    } catch {
      return [400, { error: { status: 'INVALID_ARGUMENT' } }];
    }
  };
  const server = createServer((incoming, response) => {
    let raw = '';
    incoming.on('data', (chunk: Buffer) => (raw += chunk.toString()));
    incoming.on('end', () => {
      const [, name = '', action = ''] = /^\/v1\/(.*):(encrypt|decrypt)$/.exec(incoming.url ?? '') ?? [];
      calls.push(`${action} ${name}`);
      const [status, answer] = act(name, action, JSON.parse(raw) as Record<string, string>);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls,
    denied,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
