import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RemoveRegionsFromReplicationCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
  type DescribeSecretCommandOutput,
} from '@aws-sdk/client-secrets-manager';
import { reveal, Secret } from '../src/engine/index.ts';
import {
  StoreError,
  type PutRequest,
  type RemoteStore,
  type StoredVersion,
  type StoreState,
} from '../src/migration/store.ts';
import { policies, statements, type AwsAction } from './aws-policies.ts';
import { asText, call, errorWords, pause, sameSecret, type CallLimits, type Failure } from './remote.ts';

export interface AwsOptions {
  /** Else as the AWS CLI finds it: environment, profile. */
  readonly region?: string;
  readonly profile?: string;
  /** Else `AWS_ENDPOINT_URL_SECRETS_MANAGER`, `AWS_ENDPOINT_URL` or the profile's. */
  readonly endpoint?: string;
  /** ARN, id or alias of a customer managed key; else `aws/secretsmanager`, which other accounts cannot use. */
  readonly kmsKeyId?: string;
  readonly replicaRegions?: readonly string[];
  /** Days in which an undone secret can be restored: 7 to 30. Default 30. */
  readonly recoveryDays?: number;
  /** Only for policies: the account's number. Default any account. */
  readonly account?: string;
  readonly limits?: CallLimits;
}

const MAX_BYTES = 65_536;
const NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/;
const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';
const OURS = 'unleak';
/** The label that holds a version until it is proven and made current; it says that this was not done yet. */
const STAGED = 'UNLEAK_STAGED_';

/**
 * AWS Secrets Manager. New names come by CreateSecret alone; a new version of an existing secret is put under a label of
 * its own, read back, and made current only if the version seen at plan time still is: PutSecretValue alone would
 * overwrite whoever wrote in between.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/
 */
export function createAwsStore(options: AwsOptions = {}): RemoteStore {
  const client = new SecretsManagerClient({
    // Attempts, pauses and time limits are ours, so that an uncertain write is known to be one.
    maxAttempts: 1,
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
  });
  const { limits } = options;

  const request = <T>(
    action: AwsAction,
    name: string,
    signal: AbortSignal,
    send: (abortSignal: AbortSignal) => Promise<T>,
  ): Promise<T> =>
    call(send, (error) => classify(error, action, name, options), {
      signal,
      limits,
      writes: action !== 'DescribeSecret' && action !== 'GetSecretValue',
    });

  /** A secret's metadata; undefined when there is none of that name. */
  const describeSecret = async (
    id: string,
    signal: AbortSignal,
  ): Promise<DescribeSecretCommandOutput | undefined> =>
    request('DescribeSecret', id, signal, async (abortSignal) => {
      try {
        return await client.send(new DescribeSecretCommand({ SecretId: id }), { abortSignal });
      } catch (error) {
        if (errorWords(error).name === 'ResourceNotFoundException') return undefined;
        throw error;
      }
    });

  const readVersion = async (id: string, version: string, signal: AbortSignal): Promise<Secret> => {
    const got = await request('GetSecretValue', id, signal, (abortSignal) =>
      client.send(new GetSecretValueCommand({ SecretId: id, VersionId: version }), { abortSignal }),
    );
    if (got.SecretBinary !== undefined) return new Secret(got.SecretBinary);
    if (got.SecretString !== undefined) return Secret.fromText(got.SecretString);
    throw new StoreError('failed', `${id}: the version came back without a value`);
  };

  const moveStage = async (
    id: string,
    stage: string,
    to: string | undefined,
    from: string | undefined,
    signal: AbortSignal,
  ): Promise<void> => {
    await request('UpdateSecretVersionStage', id, signal, (abortSignal) =>
      client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: id,
          VersionStage: stage,
          ...(to === undefined ? {} : { MoveToVersionId: to }),
          ...(from === undefined || from === '' ? {} : { RemoveFromVersionId: from }),
        }),
        { abortSignal },
      ),
    );
  };

  const payload = (value: Secret): { SecretString: string } | { SecretBinary: Uint8Array } => {
    const text = asText(value);
    return text === undefined ? { SecretBinary: reveal(value) } : { SecretString: text };
  };

  const create = async (put: PutRequest, signal: AbortSignal): Promise<StoredVersion> => {
    const { name, token } = put;
    const input = {
      Name: name,
      ClientRequestToken: token,
      ...payload(put.value),
      ...(put.description === undefined ? {} : { Description: put.description.slice(0, 2048) }),
      ...(options.kmsKeyId === undefined ? {} : { KmsKeyId: options.kmsKeyId }),
      Tags: Object.entries(put.tags).map(([key, value]) => ({
        Key: clean(key, 128),
        Value: clean(value, 256),
      })),
      AddReplicaRegions: options.replicaRegions?.map((region) => ({ Region: region })),
    };
    try {
      const made = await request('CreateSecret', name, signal, (abortSignal) =>
        client.send(new CreateSecretCommand(input), { abortSignal }),
      );
      return stored(name, made.ARN, token, 'create');
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'conflict') throw error;
      const there = await describeSecret(name, signal);
      if (there?.DeletedDate !== undefined) throw scheduled(name);
      // A lost answer and a second attempt can look like a name that somebody took.
      if (there?.VersionIdsToStages?.[token] !== undefined) return stored(name, there.ARN, token, 'create');
      throw error;
    }
  };

  const update = async (put: PutRequest, signal: AbortSignal): Promise<StoredVersion> => {
    const { name, token, expectedVersion } = put;
    if (expectedVersion === undefined)
      throw new StoreError('usage', `${name}: the version to follow is not known`);
    const before = await describeSecret(name, signal);
    if (before === undefined) throw new StoreError('conflict', `${name} is gone`);
    if (before.DeletedDate !== undefined) throw scheduled(name);
    const label = STAGED + token.slice(0, 8);
    if (currentOf(before) !== token) {
      if (currentOf(before) !== expectedVersion) throw moved(name);
      await request('PutSecretValue', name, signal, (abortSignal) =>
        client.send(
          new PutSecretValueCommand({
            SecretId: name,
            ClientRequestToken: token,
            ...payload(put.value),
            VersionStages: [label],
          }),
          { abortSignal },
        ),
      );
      if (!sameSecret(await readVersion(name, token, signal), put.value)) {
        throw new StoreError(
          'failed',
          `${name}: the new version does not read back equal; it was not made current`,
        );
      }
      try {
        await moveStage(name, CURRENT, token, expectedVersion, signal);
      } catch (error) {
        const after = await describeSecret(name, signal);
        if (currentOf(after) !== token) {
          await moveStage(name, label, undefined, token, signal).catch(() => undefined);
          throw currentOf(after) === expectedVersion ? error : moved(name);
        }
      }
    }
    await moveStage(name, label, undefined, token, signal).catch((error: unknown) => {
      // Gone already, after a lost answer: that is what was wanted.
      if (!(error instanceof StoreError) || error.code !== 'usage') throw error;
    });
    return stored(name, before.ARN, token, 'update');
  };

  return {
    id: 'aws',
    title: 'AWS Secrets Manager',
    limits: { maxBytes: MAX_BYTES, binary: true, emptyAllowed: false, maxNameLength: 512 },

    checkName(name) {
      if (name.length > 512)
        throw new StoreError('usage', 'a name in AWS Secrets Manager has at most 512 characters');
      if (!NAME.test(name)) {
        throw new StoreError('usage', 'a name in AWS Secrets Manager is made of letters, digits and /_+=.@-');
      }
      if (/-[A-Za-z0-9]{6}$/.test(name)) {
        throw new StoreError('usage', 'a name may not end in a hyphen and six characters, as ARNs do', {
          hint: 'another --name-template, for example with {key} at the end',
        });
      }
    },

    async describe(name, expected, signal): Promise<StoreState> {
      const found = await describeSecret(name, signal);
      if (found === undefined) return { state: 'absent' };
      if (found.DeletedDate !== undefined) return { state: 'scheduled-for-deletion' };
      const current = currentOf(found);
      const version = stored(name, found.ARN, current, 'reuse');
      if (expected !== undefined && current !== '') {
        if (sameSecret(await readVersion(name, current, signal), expected)) return { state: 'same', version };
      }
      const owner = ownerOf(found);
      return owner === undefined
        ? { state: 'differs', version }
        : { state: 'managed-by-other', owner, version };
    },

    async put(request, signal) {
      this.checkName(request.name);
      const size = reveal(request.value).length;
      if (size === 0)
        throw new StoreError('usage', `${request.name}: AWS Secrets Manager stores no empty value`);
      if (size > MAX_BYTES) {
        throw new StoreError(
          'usage',
          `${request.name}: ${size} bytes are more than the 65,536 that one secret holds`,
        );
      }
      if (request.token.length < 32 || request.token.length > 64) {
        throw new StoreError('usage', `${request.name}: the request token must have 32 to 64 characters`);
      }
      return request.mode === 'create' ? create(request, signal) : update(request, signal);
    },

    async find(name, token, _expected, signal) {
      const found = await describeSecret(name, signal);
      const stages = found?.VersionIdsToStages?.[token];
      if (found === undefined || stages === undefined || found.DeletedDate !== undefined) return undefined;
      // Put, but not made current yet: the put is not done, and asking again goes on where it stopped.
      const staged = stages.filter((stage) => stage.startsWith(STAGED));
      const half = !stages.includes(CURRENT) && staged.length > 0;
      // Made current, and stopped before the last step, which is made up for.
      if (!half) for (const stage of staged) await moveStage(name, stage, undefined, token, signal);
      const only = Object.keys(found.VersionIdsToStages ?? {}).length === 1;
      return half ? undefined : stored(name, found.ARN, token, only ? 'create' : 'update');
    },

    async abandon(name, token, signal) {
      const found = await describeSecret(name, signal);
      const stages = found?.VersionIdsToStages?.[token] ?? [];
      for (const stage of stages.filter((one) => one.startsWith(STAGED)))
        await moveStage(name, stage, undefined, token, signal);
    },

    async read(version, signal) {
      // What was just written may be unknown for a moment: reads are only eventually consistent.
      for (let n = 1; ; n++) {
        try {
          return await readVersion(version.resource, version.version, signal);
        } catch (error) {
          if (!(error instanceof StoreError) || error.code !== 'conflict' || n >= 4) throw error;
          await pause(n, limits, signal);
        }
      }
    },

    async undo(version, signal) {
      if (version.made === 'reuse') return;
      const id = version.resource;
      const found = await describeSecret(id, signal);
      if (found === undefined || found.DeletedDate !== undefined) return;
      const versions = found.VersionIdsToStages ?? {};
      if (version.made === 'create') {
        if (currentOf(found) !== version.token) {
          throw new StoreError(
            'conflict',
            `${version.name} has a newer version than ours: it was left alone`,
          );
        }
        if ((found.ReplicationStatus?.length ?? 0) > 0) {
          const regions =
            found.ReplicationStatus?.flatMap(({ Region }) => (Region === undefined ? [] : [Region])) ?? [];
          await request('RemoveRegionsFromReplication', id, signal, (abortSignal) =>
            client.send(
              new RemoveRegionsFromReplicationCommand({ SecretId: id, RemoveReplicaRegions: regions }),
              {
                abortSignal,
              },
            ),
          );
        }
        try {
          await request('DeleteSecret', id, signal, (abortSignal) =>
            client.send(
              new DeleteSecretCommand({ SecretId: id, RecoveryWindowInDays: options.recoveryDays ?? 30 }),
              { abortSignal },
            ),
          );
        } catch (error) {
          const after = await describeSecret(id, signal);
          if (after !== undefined && after.DeletedDate === undefined) throw error;
        }
        return;
      }
      const staged = versions[version.token]?.filter((stage) => stage.startsWith(STAGED)) ?? [];
      if (currentOf(found) === version.token) {
        const previous = Object.keys(versions).find((key) => versions[key]?.includes(PREVIOUS));
        if (previous === undefined) {
          throw new StoreError(
            'conflict',
            `${version.name}: the version before ours is gone; it was left alone`,
          );
        }
        await moveStage(version.name, CURRENT, previous, version.token, signal).catch(
          async (error: unknown) => {
            if (currentOf(await describeSecret(id, signal)) !== previous) throw error;
          },
        );
      }
      for (const stage of staged) await moveStage(version.name, stage, undefined, version.token, signal);
    },

    policies: (names, readers) => policies(names, readers, options),

    close() {
      client.destroy();
      return Promise.resolve();
    },
  };
}

function stored(
  name: string,
  arn: string | undefined,
  version: string,
  made: StoredVersion['made'],
): StoredVersion {
  return { name, resource: arn ?? name, version, made, token: version };
}

function currentOf(found: DescribeSecretCommandOutput | undefined): string {
  const versions = Object.entries(found?.VersionIdsToStages ?? {});
  return versions.find(([, stages]) => stages.includes(CURRENT))?.[0] ?? '';
}

/** Who else writes this secret: a service of AWS, rotation, or whatever its tags name. */
function ownerOf(found: DescribeSecretCommandOutput): string | undefined {
  if (found.OwningService !== undefined) return word(found.OwningService);
  if (found.RotationEnabled === true) return 'rotation';
  for (const { Key = '', Value = '' } of found.Tags ?? []) {
    if (Key === 'aws:cloudformation:stack-name') return `CloudFormation stack ${word(Value)}`;
    if (/^managed[-_]?by$/i.test(Key) && Value !== OURS) return word(Value);
  }
  return undefined;
}

/** A tag's value is somebody's text: what a terminal may see of it. */
function word(text: string): string {
  return text.replaceAll(/[^\w.:/@ -]/g, '?').slice(0, 100);
}

/** Tags take letters, digits, spaces and `_.:/=+-@`. */
function clean(text: string, length: number): string {
  return text.replaceAll(/[^\p{L}\p{N} _.:/=+\-@]/gu, '_').slice(0, length);
}

function scheduled(name: string): StoreError {
  return new StoreError('conflict', `${name} is scheduled for deletion`, {
    hint: 'aws secretsmanager restore-secret brings it back; --name-template gives another name',
  });
}

function moved(name: string): StoreError {
  return new StoreError(
    'conflict',
    `${name}: somebody wrote another version since the plan; nothing was overwritten`,
    {
      hint: 'plan again',
    },
  );
}

const DENIED = new Set([
  'AccessDeniedException',
  'AccessDenied',
  'EncryptionFailure',
  'DecryptionFailure',
  'NotAuthorized',
]);
const IDENTITY = new Set([
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'ExpiredTokenException',
  'ExpiredToken',
  'MissingAuthenticationTokenException',
  'IncompleteSignature',
  'CredentialsProviderError',
  'TokenProviderError',
]);

/** What an error of the SDK means; its text may quote the request and is dropped. */
function classify(error: unknown, action: AwsAction, name: string, options: AwsOptions): Failure {
  const { name: kind, status, code } = errorWords(error);
  const say = (codeOf: StoreError['code'], text: string, hint?: string): Failure => ({
    error: new StoreError(codeOf, `${name}: ${text}`, hint === undefined ? {} : { hint }),
    again: codeOf === 'throttled' || codeOf === 'unavailable',
  });
  if (DENIED.has(kind)) {
    const key = kind.endsWith('Failure') ? ' (the KMS key)' : '';
    return say(
      'denied',
      `AWS refused ${action}${key}`,
      `grant ${statements([action], [name], options)
        .map((one) => JSON.stringify(one))
        .join(' and ')}`,
    );
  }
  if (IDENTITY.has(kind)) {
    return say(
      'denied',
      kind === 'CredentialsProviderError'
        ? 'no AWS credentials were found'
        : `AWS does not accept the credentials (${kind})`,
      kind === 'CredentialsProviderError'
        ? 'set AWS_PROFILE or AWS_ACCESS_KEY_ID, or run aws configure or aws sso login'
        : 'aws sts get-caller-identity shows who you are; aws sso login renews',
    );
  }
  if (status === 429 || /Throttl|TooManyRequests|SlowDown|RequestLimitExceeded/.test(kind)) {
    return say('throttled', `AWS throttled ${action}`, 'try again later, or with fewer secrets at once');
  }
  if (kind === 'ResourceExistsException') return say('conflict', 'the name, or the request token, is taken');
  if (kind === 'InvalidRequestException')
    return say('conflict', `AWS refuses ${action} in the state that the secret is in`);
  if (kind === 'ResourceNotFoundException') return say('conflict', 'there is no such secret or version');
  if (kind === 'InvalidParameterException' || kind === 'ValidationException')
    return say('usage', `AWS refuses a parameter of ${action}`);
  if (kind === 'LimitExceededException') return say('failed', 'a quota of the account is used up');
  if (kind === 'Error' && code === '' && status === undefined && isRegionMissing(error)) {
    return say('usage', 'no region is set', 'set AWS_REGION, or a region in the profile');
  }
  if (status !== undefined && status >= 400 && status < 500)
    return say('failed', `AWS refused ${action} (${kind}, ${status})`);
  return say(
    'unavailable',
    `AWS did not answer ${action} (${status ?? (code === '' ? kind : code)})`,
    status === undefined
      ? 'check the network, the region, and AWS_ENDPOINT_URL_SECRETS_MANAGER if it is set'
      : 'try again later',
  );
}

/** The region that the AWS CLI would use: environment, then profile; undefined when there is none. */
export async function awsRegion(options: Pick<AwsOptions, 'profile'> = {}): Promise<string | undefined> {
  const client = new SecretsManagerClient(options.profile === undefined ? {} : { profile: options.profile });
  try {
    return await client.config.region();
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
}

/** The SDK has no name for it, only this text, which holds nothing of ours. */
function isRegionMissing(error: unknown): boolean {
  return error instanceof Error && error.message === 'Region is missing';
}
