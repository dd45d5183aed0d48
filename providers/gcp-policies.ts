import type { Policy, Reader } from '../src/migration/store.ts';
import type { GcpOptions } from './gcp-secret-manager.ts';
import { commonPrefix } from './remote.ts';

type Where = Pick<GcpOptions, 'project' | 'location' | 'kmsKeys'>;

// https://cloud.google.com/iam/quotas#limits: 12 logical operators in a condition, 20 conditions for a role and a member.
const namesOfCondition = 6;
const mostConditions = 20;

/**
 * @param permissions - what the migrator calls on its secrets, creating aside
 * @see https://cloud.google.com/secret-manager/docs/access-control
 */
export function policies(
  names: readonly string[],
  readers: readonly Reader[],
  permissions: readonly string[],
  options: Where,
): Policy[] {
  const json = (value: object): string => JSON.stringify(value, null, 2);
  const roleOf = (id: string): string => `projects/${options.project}/roles/${id}`;
  const role = (title: string, includedPermissions: readonly string[]): object => ({
    title,
    stage: 'GA',
    includedPermissions,
  });
  return [
    {
      title: 'Custom roles of the migrator',
      language: 'json',
      text: json({
        unleakCreator: role('unleak creator', ['secretmanager.secrets.create']),
        unleakMigrator: role('unleak migrator', permissions),
      }),
    },
    {
      title:
        'Bindings of the migrator: creating is a right on the project, all else is limited to these names',
      language: 'json',
      text: json({
        bindings: [
          { role: roleOf('unleakCreator'), members: ['MEMBER'] },
          ...conditionsOf(names).map((expression, index) => ({
            role: roleOf('unleakMigrator'),
            members: ['MEMBER'],
            condition: { title: `unleak${index === 0 ? '' : ` ${index + 1}`}`, expression },
          })),
        ],
      }),
    },
    ...readers.flatMap((one) => readerOf(one, options)),
    ...keysOf(options),
  ];
}

/** A secret's own name, and that of its versions. */
function conditionsOf(names: readonly string[]): string[] {
  const count = Math.ceil(names.length / namesOfCondition);
  const prefix = count > mostConditions ? commonPrefix(names) : '';
  if (prefix !== '') return [`resource.name.extract("/secrets/{rest}").startsWith("${prefix}")`];
  return Array.from({ length: count }, (_, index) =>
    names
      .slice(index * namesOfCondition, (index + 1) * namesOfCondition)
      .map(
        (name) =>
          `resource.name.endsWith("/secrets/${name}") || resource.name.extract("/secrets/{id}/") == "${name}"`,
      )
      .join(' || '),
  );
}

function readerOf({ reader, names }: Reader, { project, location }: Where): Policy[] {
  const id = reader.replaceAll(/[^A-Za-z0-9]+/g, '_');
  const regional = location === undefined ? '' : ` --location=${location}`;
  const kind = location === undefined ? 'secret_manager_secret' : 'secret_manager_regional_secret';
  const hcl = [
    `variable "${id}" {`,
    '  type        = string',
    '  description = "serviceAccount:NAME@PROJECT.iam.gserviceaccount.com, or a principal:// of workload identity"',
    '}',
    '',
    `resource "google_${kind}_iam_member" "unleak_${id}" {`,
    `  for_each  = toset([${names.map((name) => `"${name}"`).join(', ')}])`,
    `  project   = "${project}"`,
    ...(location === undefined ? [] : [`  location  = "${location}"`]),
    '  secret_id = each.key',
    '  role      = "roles/secretmanager.secretAccessor"',
    `  member    = var.${id}`,
    '}',
    '',
  ];
  return [
    {
      title: `IAM of ${reader}, each secret by itself`,
      language: 'shell',
      text: names
        .map(
          (name) =>
            `gcloud secrets add-iam-policy-binding ${name} --project=${project}${regional} --member=MEMBER --role=roles/secretmanager.secretAccessor\n`,
        )
        .join(''),
    },
    { title: `Terraform: IAM of ${reader}`, language: 'hcl', text: hcl.join('\n') },
  ];
}

/**
 * With customer managed keys it is the service agent that encrypts and decrypts, for readers and writers alike.
 * @see https://cloud.google.com/secret-manager/docs/cmek
 */
function keysOf({ project, kmsKeys = [] }: Where): Policy[] {
  if (kmsKeys.length === 0) return [];
  const role = 'roles/cloudkms.cryptoKeyEncrypterDecrypter';
  const agent = 'service-PROJECT_NUMBER@gcp-sa-secretmanager.iam.gserviceaccount.com';
  const hcl = [
    'resource "google_project_service_identity" "secretmanager" {',
    '  provider = google-beta',
    `  project  = "${project}"`,
    '  service  = "secretmanager.googleapis.com"',
    '}',
    '',
    'resource "google_kms_crypto_key_iam_member" "unleak_secretmanager" {',
    `  for_each      = toset([${kmsKeys.map((key) => `"${key}"`).join(', ')}])`,
    '  crypto_key_id = each.key',
    `  role          = "${role}"`,
    '  member        = "serviceAccount:${google_project_service_identity.secretmanager.email}"',
    '}',
    '',
  ];
  return [
    {
      title: "KMS: the keys for Secret Manager's service agent",
      language: 'shell',
      text: [
        `gcloud beta services identity create --service=secretmanager.googleapis.com --project=${project}\n`,
        ...kmsKeys.map(
          (key) =>
            `gcloud kms keys add-iam-policy-binding ${key} --member=serviceAccount:${agent} --role=${role}\n`,
        ),
      ].join(''),
    },
    {
      title: "Terraform: the keys for Secret Manager's service agent",
      language: 'hcl',
      text: hcl.join('\n'),
    },
  ];
}
