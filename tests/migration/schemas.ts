import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parseAllDocuments } from 'yaml';
import { partsFolder } from '../services/parts.ts';
import type { Plain } from './effect.ts';

type Schema = Record<string, unknown>;

const text = { type: 'string', minLength: 1 };
const strings = { type: 'object', additionalProperties: { type: 'string' } };
const closed = (properties: Schema, required: readonly string[]): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const metadata = closed({ name: text, namespace: text, labels: strings, annotations: strings }, ['name']);
const object = (apiVersion: string, kind: string, spec: Schema): Schema =>
  closed({ apiVersion: { const: apiVersion }, kind: { const: kind }, metadata, spec }, [
    'apiVersion',
    'kind',
    'metadata',
    'spec',
  ]);

// After https://secrets-store-csi-driver.sigs.k8s.io/concepts#secretproviderclass: parameters are strings.
const secretProviderClass = object(
  'secrets-store.csi.x-k8s.io/v1',
  'SecretProviderClass',
  closed(
    {
      provider: { enum: ['aws', 'gcp', 'gke'] },
      parameters: strings,
      secretObjects: {
        type: 'array',
        items: closed(
          {
            secretName: text,
            type: text,
            labels: strings,
            annotations: strings,
            data: {
              type: 'array',
              minItems: 1,
              items: closed({ objectName: text, key: { type: 'string', pattern: '^[-._a-zA-Z0-9]+$' } }, [
                'objectName',
                'key',
              ]),
            },
          },
          ['secretName', 'type', 'data'],
        ),
      },
    },
    ['provider', 'parameters'],
  ),
);

// After https://cloud.google.com/secret-manager/docs/sync-k8-secrets
const secretSync = object(
  'secret-sync.gke.io/v1',
  'SecretSync',
  closed(
    {
      serviceAccountName: text,
      secretProviderClassName: text,
      secretObject: closed(
        {
          type: text,
          data: {
            type: 'array',
            minItems: 1,
            items: closed({ sourcePath: text, targetKey: text }, ['sourcePath', 'targetKey']),
          },
        },
        ['type', 'data'],
      ),
    },
    ['serviceAccountName', 'secretProviderClassName', 'secretObject'],
  ),
);

// What of External Secrets v1 we write (https://external-secrets.io/latest/api/spec/); the CRDs themselves where the
// operator is installed for the long suite.
const externalSecret = object(
  'external-secrets.io/v1',
  'ExternalSecret',
  closed(
    {
      refreshInterval: text,
      secretStoreRef: closed({ name: text, kind: { enum: ['SecretStore', 'ClusterSecretStore'] } }, [
        'name',
        'kind',
      ]),
      target: closed(
        {
          name: text,
          creationPolicy: { enum: ['Owner', 'Orphan', 'Merge', 'None'] },
          deletionPolicy: { enum: ['Retain', 'Delete', 'Merge'] },
          immutable: { type: 'boolean' },
          template: closed(
            { type: text, metadata: closed({ labels: strings, annotations: strings }, []), data: strings },
            [],
          ),
        },
        ['creationPolicy', 'deletionPolicy'],
      ),
      data: {
        type: 'array',
        minItems: 1,
        items: closed(
          {
            secretKey: { type: 'string', pattern: '^[-._a-zA-Z0-9]+$' },
            remoteRef: closed({ key: text, property: text, version: text }, ['key']),
          },
          ['secretKey', 'remoteRef'],
        ),
      },
    },
    ['refreshInterval', 'secretStoreRef', 'target', 'data'],
  ),
);

const clusterSecretStore = object(
  'external-secrets.io/v1',
  'ClusterSecretStore',
  closed(
    {
      provider: {
        oneOf: [
          closed(
            { aws: closed({ service: { const: 'SecretsManager' }, region: text }, ['service', 'region']) },
            ['aws'],
          ),
          closed({ gcpsm: closed({ projectID: text }, ['projectID']) }, ['gcpsm']),
        ],
      },
    },
    ['provider'],
  ),
);

const ajv = new Ajv({ strict: false, validateFormats: false });
const ours = new Map(
  Object.entries({
    SecretProviderClass: secretProviderClass,
    SecretSync: secretSync,
    ExternalSecret: externalSecret,
    ClusterSecretStore: clusterSecretStore,
  }).map(([kind, schema]) => [kind, ajv.compile(schema)]),
);
const theirs = new Map<string, ReturnType<Ajv['compile']>>();
const crds = join(partsFolder(), 'eso-0.20.4/crds.yaml');
if (existsSync(crds))
  for (const document of parseAllDocuments(readFileSync(crds, 'utf8'))) {
    const { spec } = document.toJS() as {
      spec: { names: { kind: string }; versions: { name: string; schema: { openAPIV3Schema: Schema } }[] };
    };
    const version = spec.versions.find(({ name }) => name === 'v1');
    if (version !== undefined && ours.has(spec.names.kind))
      theirs.set(spec.names.kind, ajv.compile(strict(version.schema.openAPIV3Schema)));
  }

/** As an API server validates strictly: no field that the schema does not name. */
function strict(schema: unknown): Schema {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const plain = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
    const open =
      plain['x-kubernetes-preserve-unknown-fields'] === true ||
      plain['properties'] === undefined ||
      plain['type'] !== 'object';
    return open ? plain : { additionalProperties: false, ...plain };
  };
  const root = walk(schema) as Schema & { properties: Schema };
  root.properties['metadata'] = { type: 'object' };
  return root;
}

/** What is wrong with the custom resources among objects; empty when nothing is. */
export function invalid(objects: readonly Plain[]): string[] {
  return objects.flatMap((one) =>
    [ours, theirs].flatMap((schemas) => {
      const validate = schemas.get(String(one['kind']));
      return validate === undefined || validate(one)
        ? []
        : [`${String(one['kind'])}: ${ajv.errorsText(validate.errors)}`];
    }),
  );
}
