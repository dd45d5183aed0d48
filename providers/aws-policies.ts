import type { Policy, Reader } from '../src/migration/store.ts';
import type { AwsOptions } from './aws-secrets-manager.ts';
import { commonPrefix } from './remote.ts';

export type AwsAction =
  | 'CreateSecret'
  | 'PutSecretValue'
  | 'DescribeSecret'
  | 'GetSecretValue'
  | 'UpdateSecretVersionStage'
  | 'DeleteSecret'
  | 'TagResource'
  | 'ReplicateSecretToRegions'
  | 'RemoveRegionsFromReplication';

type Where = Pick<AwsOptions, 'region' | 'account' | 'kmsKeyId' | 'replicaRegions'>;

/** A managed policy holds 6,144 characters; the list of names may take this many. */
const mostCharacters = 5000;

/** The statements that allow these actions on these names, and what they need of a customer managed key. */
export function statements(
  actions: readonly AwsAction[],
  names: readonly string[],
  options: Where,
): object[] {
  const { region = '*', account = '*', kmsKeyId } = options;
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  const arn = (name: string): string => `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}`;
  // A secret's ARN ends in six random characters.
  const exact = names.map((name) => (name.startsWith('arn:') ? name : arn(`${name}-??????`)));
  const prefix = exact.join().length > mostCharacters ? commonPrefix(names) : '';
  const allowed = [
    {
      Effect: 'Allow',
      Action: actions.map((action) => `secretsmanager:${action}`),
      Resource: prefix === '' ? exact : [arn(`${prefix}*`)],
    },
  ];
  if (kmsKeyId === undefined) return allowed;
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html#security-encryption-authz
  const writes = actions.some((action) => action === 'CreateSecret' || action === 'PutSecretValue');
  const reads = writes || actions.includes('GetSecretValue');
  const key = {
    Effect: 'Allow',
    Action: [...(writes ? ['kms:GenerateDataKey'] : []), 'kms:Decrypt'],
    Resource: kmsKeyId.startsWith('arn:') && !kmsKeyId.includes(':alias/') ? kmsKeyId : '*',
    Condition: { StringLike: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } },
  };
  return reads ? [...allowed, key] : allowed;
}

export function policies(names: readonly string[], readers: readonly Reader[], options: Where): Policy[] {
  const migrator: AwsAction[] = [
    'CreateSecret',
    'TagResource',
    'DescribeSecret',
    'GetSecretValue',
    'PutSecretValue',
    'UpdateSecretVersionStage',
    'DeleteSecret',
    ...((options.replicaRegions ?? []).length === 0
      ? []
      : (['ReplicateSecretToRegions', 'RemoveRegionsFromReplication'] as const)),
  ];
  return [
    ...both('the migrator', statements(migrator, names, options)),
    // The External Secrets Operator, the CSI driver and the SDKs' caches describe what they read.
    ...readers.flatMap((one) =>
      both(one.reader, statements(['GetSecretValue', 'DescribeSecret'], one.names, options)),
    ),
  ];
}

function both(who: string, allowed: object[]): Policy[] {
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: allowed }, null, 2);
  // As "terraform fmt" has it.
  const hcl = policy.replaceAll(/^(\s*"[^"]+"):/gm, '$1 :').replaceAll('\n', '\n  ');
  const id = `unleak_${who.replaceAll(/[^A-Za-z0-9]+/g, '_')}`;
  return [
    { title: `IAM policy of ${who}`, language: 'json', text: policy },
    {
      title: `Terraform: IAM policy of ${who}`,
      language: 'hcl',
      text: [
        '# For its role: of a Kubernetes service account, the one that eks.amazonaws.com/role-arn or a pod identity names.',
        `resource "aws_iam_policy" "${id}" {`,
        `  name = "${id.replaceAll('_', '-')}"`,
        `  policy = jsonencode(${hcl})`,
        '}',
        '',
      ].join('\n'),
    },
  ];
}
