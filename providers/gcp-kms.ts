import { StoreError } from '../src/migration/store.ts';
import { crc32c } from './crc32c.ts';
import { call, type Failure } from './remote.ts';
import type { Environment } from './sops/keys.ts';

const limits = { timeout: 10_000, attempts: 4 };
const never = new AbortController().signal;

/** Encrypts a data key with a Cloud KMS key, in base64 as it stands in `enc`. */
export async function wrapForGcpKms(dataKey: Uint8Array, id: string, env: Environment): Promise<string> {
  const answer = await cloudKms(
    id,
    'encrypt',
    { plaintext: Buffer.from(dataKey).toString('base64'), plaintextCrc32c: String(crc32c(dataKey)) },
    env,
  );
  const { ciphertext } = answer;
  if (typeof ciphertext !== 'string' || answer['verifiedPlaintextCrc32c'] !== true)
    throw new StoreError('failed', `${id}: the data key was damaged on the way`);
  return ciphertext;
}

/** Opens a data key. @throws {StoreError} when Google refuses or does not answer */
export async function unwrapWithGcpKms(enc: string, id: string, env: Environment): Promise<Uint8Array> {
  const answer = await cloudKms(id, 'decrypt', { ciphertext: enc }, env);
  const { plaintext, plaintextCrc32c } = answer;
  const key = Buffer.from(typeof plaintext === 'string' ? plaintext : '', 'base64');
  if (key.length === 0 || Number(plaintextCrc32c) !== crc32c(key))
    throw new StoreError('failed', `${id}: the data key was damaged on the way`);
  return key;
}

/**
 * One call to Cloud KMS over REST, with the credentials that Google's client finds.
 * @see https://cloud.google.com/kms/docs/reference/rest/v1/projects.locations.keyRings.cryptoKeys
 */
async function cloudKms(
  id: string,
  action: 'encrypt' | 'decrypt',
  data: Readonly<Record<string, string>>,
  env: Environment,
): Promise<Record<string, unknown>> {
  const given = env['CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS'];
  const endpoint = given === undefined || given === '' ? 'https://cloudkms.googleapis.com/' : given;
  const url = `${endpoint.replace(/\/$/, '')}/v1/${id}:${action}`;
  // A server on this machine, of a test, gets no token.
  const local = /^http:\/\/(?:127\.0\.0\.1|localhost)[:/]/.test(endpoint);
  if (!local && !endpoint.startsWith('https://'))
    throw new StoreError('usage', 'CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS is no https:// address');
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  return call(
    async (signal) => {
      const all = local ? headers : { ...headers, ...(await authorization(url)) };
      const response = await fetch(url, { method: 'POST', headers: all, body: JSON.stringify(data), signal });
      if (!response.ok) throw new Refused(response.status);
      return (await response.json()) as Record<string, unknown>;
    },
    (error) => classify(error, action, id),
    { signal: never, limits, writes: false },
  );
}

async function authorization(url: string): Promise<Record<string, string>> {
  const { SecretManagerServiceClient } = await import('@google-cloud/secret-manager');
  const client = new SecretManagerServiceClient();
  const found = await client.auth.getRequestHeaders(url);
  return Object.fromEntries(new Headers(found as ConstructorParameters<typeof Headers>[0]));
}

class Refused extends Error {
  readonly status: number;
  constructor(status: number) {
    super('refused');
    this.status = status;
  }
}

function classify(error: unknown, action: string, id: string): Failure {
  const say = (code: StoreError['code'], text: string, hint: string): Failure => ({
    error: new StoreError(code, `${id}: ${text}`, { hint }),
    again: code === 'throttled' || code === 'unavailable',
  });
  if (!(error instanceof Refused)) {
    const none = error instanceof Error && error.message.startsWith('Could not load the default credentials');
    return none
      ? say('denied', 'no Google credentials were found', 'gcloud auth application-default login')
      : say('unavailable', `Cloud KMS did not answer ${action}`, 'check the network');
  }
  const { status } = error;
  if (status === 403 || status === 401)
    return say(
      'denied',
      `Google refused cloudkms.cryptoKeyVersions.${action === 'encrypt' ? 'useToEncrypt' : 'useToDecrypt'}`,
      'grant roles/cloudkms.cryptoKeyEncrypterDecrypter on the key',
    );
  if (status === 429) return say('throttled', `Google throttled ${action}`, 'try again later');
  if (status >= 500) return say('unavailable', `Cloud KMS failed (${status})`, 'try again later');
  return say('usage', `Cloud KMS refuses ${action} (${status})`, `gcloud kms keys describe ${id}`);
}
