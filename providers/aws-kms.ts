import { StoreError } from '../src/migration/store.ts';
import { call, type Failure } from './remote.ts';
import type { Environment } from './sops/keys.ts';
import type { Recipient } from './sops/recipient.ts';

const limits = { timeout: 10_000, attempts: 4 };
const never = new AbortController().signal;

/** Encrypts a data key with an AWS KMS key, in base64 as it stands in `enc`. */
export async function wrapForKms(
  dataKey: Uint8Array,
  recipient: Recipient,
  env: Environment,
): Promise<string> {
  const answer = await kms('Encrypt', recipient, { Plaintext: Buffer.from(dataKey).toString('base64') }, env);
  if (typeof answer['CiphertextBlob'] === 'string') return answer['CiphertextBlob'];
  throw new StoreError('failed', `${recipient.name}: AWS KMS gave no ciphertext`);
}

/** Opens a data key. @throws {StoreError} when AWS refuses or does not answer */
export async function unwrapWithKms(
  enc: string,
  recipient: Recipient,
  env: Environment,
): Promise<Uint8Array> {
  const answer = await kms('Decrypt', recipient, { CiphertextBlob: enc }, env);
  if (typeof answer['Plaintext'] === 'string') return Buffer.from(answer['Plaintext'], 'base64');
  throw new StoreError('failed', `${recipient.name}: AWS KMS gave no data key`);
}

/**
 * One call to AWS KMS: credentials and the signer are those of the SDK; the service has two calls that we need.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/
 */
async function kms(
  action: 'Encrypt' | 'Decrypt',
  recipient: Recipient,
  parameters: Readonly<Record<string, unknown>>,
  env: Environment,
): Promise<Record<string, unknown>> {
  const { name, context, profile } = recipient;
  const [, partition = '', , region = ''] = name.split(':');
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(
    env['AWS_ENDPOINT_URL_KMS'] ?? env['AWS_ENDPOINT_URL'] ?? `https://kms.${region}.${suffix}`,
  );
  const body = JSON.stringify({
    KeyId: name,
    ...(context === undefined || Object.keys(context).length === 0 ? {} : { EncryptionContext: context }),
    ...parameters,
  });
  const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({ region, ...(profile === undefined ? {} : { profile }) });
  try {
    return await call(
      async (signal) => {
        const signer = await client.config.signer({
          schemeId: 'aws.auth#sigv4',
          signer: {} as never,
          identityProvider: () => client.config.credentials,
          name: 'sigv4',
          signingName: 'kms',
          signingRegion: region,
          properties: {},
        } as never);
        const headers = {
          host: url.host,
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `TrentService.${action}`,
        };
        const { protocol, hostname, port } = url;
        const where = {
          protocol,
          hostname,
          ...(port === '' ? {} : { port: Number(port) }),
          path: '/',
          query: {},
        };
        const signed = await signer.sign({ method: 'POST', ...where, headers, body });
        const response = await fetch(url, { method: 'POST', headers: signed.headers, body, signal });
        const answer = (await response.json()) as Record<string, unknown>;
        if (response.ok) return answer;
        throw new Refused(String(answer['__type']).replace(/^.*#/, ''), response.status);
      },
      (error) => classify(error, action, name),
      { signal: never, limits, writes: false },
    );
  } finally {
    client.destroy();
  }
}

class Refused extends Error {
  readonly status: number;
  constructor(type: string, status: number) {
    super('refused');
    this.name = /^\w{1,60}$/.test(type) ? type : 'Error';
    this.status = status;
  }
}

function classify(error: unknown, action: string, arn: string): Failure {
  const say = (code: StoreError['code'], text: string, hint: string): Failure => ({
    error: new StoreError(code, `${arn}: ${text}`, { hint }),
    again: code === 'throttled' || code === 'unavailable',
  });
  if (!(error instanceof Refused)) {
    const name = error instanceof Error ? error.name : '';
    return /Credentials|Token/.test(name)
      ? say(
          'denied',
          'no AWS credentials were found',
          'set AWS_PROFILE or AWS_ACCESS_KEY_ID, or run aws sso login',
        )
      : say(
          'unavailable',
          `AWS KMS did not answer ${action}`,
          'check the network, and AWS_ENDPOINT_URL_KMS if it is set',
        );
  }
  const { name, status } = error;
  if (name === 'AccessDeniedException') {
    const statement = { Effect: 'Allow', Action: ['kms:Encrypt', 'kms:Decrypt'], Resource: arn };
    return say('denied', `AWS refused kms:${action}`, `grant ${JSON.stringify(statement)}`);
  }
  if (/Throttl|LimitExceeded/.test(name) || status === 429)
    return say('throttled', `AWS throttled kms:${action}`, 'try again later');
  if (status >= 500) return say('unavailable', `AWS KMS failed (${status})`, 'try again later');
  return say('usage', `AWS KMS refuses ${action} (${name})`, `aws kms describe-key --key-id ${arn}`);
}
