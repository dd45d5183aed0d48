import type { DocumentKind } from '../../manifests/index.ts';
import { locate } from './kubernetes.ts';
import type { ReferenceStyle } from './style.ts';

/** What nothing else took: listed, with what to write there. */
export const byHand: ReferenceStyle = {
  id: 'by-hand',
  async claim(targets, draft) {
    for (const target of targets) {
      const kind = target.file.document?.kind ?? 'other';
      const object = kind === 'kubernetes' ? locate(target)?.object.kind : undefined;
      if (
        kind !== 'helm-template' &&
        /\.(?:ya?ml|json)$/.test(target.file.path) &&
        target.file.yaml === undefined
      ) {
        draft.leave(
          target,
          'it does not parse cleanly (syntax, or a key that is there twice)',
          'correct it, then run again',
        );
        continue;
      }
      const [reason, write] = advice(
        kind,
        object,
        draft.tree.isPatch(target.file.path) || target.value.address.startsWith('patches'),
        /^\w+/.exec(target.value.address)?.[0],
        draft.inPlace !== undefined,
      );
      draft.leave(target, reason, write);
    }
    return [];
  },
};

const configuration = [
  'it is a configuration file, and nothing here says which program reads it',
  'a variable that the program expands, or the whole file as a Secret (or secret of compose) that is mounted',
] as const;

const patch = [
  'it stands in a kustomize patch that names its place, not its object',
  'in the patch: valueFrom: {secretKeyRef: {name: NAME, key: KEY}} in place of value:',
] as const;

function advice(
  kind: DocumentKind,
  object: string | undefined,
  isPatch: boolean,
  generator: string | undefined,
  sops: boolean,
): readonly [string, string] {
  if (object === 'ConfigMap')
    return [
      'a ConfigMap is read by name, and its readers must change with it',
      'the key in a Secret, and secretKeyRef or secretRef in its readers',
    ];
  switch (kind) {
    case 'kubernetes':
      if (object === 'Application' || object === 'ApplicationSet')
        return [
          'Argo CD gives helm what stands there, and takes it from no Secret',
          "the chart's existingSecret as the value; or valueFiles with secrets://… where the repo server has helm-secrets",
        ];
      return ['no style fits a value at this place', 'valueFrom.secretKeyRef, or a mounted Secret'];
    case 'helm-template':
      return ['it stands in a template', 'a value of values.yaml, or existingSecret'];
    case 'helm-values':
      return sops
        ? [
            'nothing says that helm-secrets decrypts the values',
            '--decrypted-by helm-secrets moves it to secrets.yaml',
          ]
        : [
            'the chart decides what it takes',
            'existingSecret where the chart offers it; --style vals writes ref+… for helmfile, vals and helm-secrets',
          ];
    case 'kustomization':
      if (isPatch) return patch;
      if (generator === 'configMapGenerator')
        return [
          'a generator makes a ConfigMap from it, which is read by name',
          'a secretGenerator with the key, and secretRef or secretKeyRef in its readers: then run again',
        ];
      return [
        'a generator makes the Secret from it',
        sops ? 'a SOPS-encrypted Secret as a resource' : 'an ExternalSecret as a resource',
      ];
    case 'dotenv':
    case 'compose':
      return ['its readers are started by hand', 'a variable of the environment, fetched at start'];
    case 'github-workflow':
      return [
        'the workflow needs a role to fetch it',
        sops
          ? 'a step with sops exec-env'
          : 'aws-actions/aws-secretsmanager-get-secrets or google-github-actions/get-secretmanager-secrets',
      ];
    case 'gitlab-ci':
      return [
        'the job needs an id token to fetch it',
        'secrets: with aws_secrets_manager or gcp_secret_manager',
      ];
    case 'terraform':
      return [
        'a data source needs its provider',
        sops
          ? 'data "sops_file"'
          : 'ephemeral aws_secretsmanager_secret_version or google_secret_manager_secret_version',
      ];
    case 'dockerfile':
      return ['an image must not hold it', 'RUN --mount=type=secret, or an environment variable at start'];
    case 'sops':
      return ['the file is encrypted already, this place is not', 'the value under an encrypted key'];
    case 'yaml':
      return isPatch ? patch : configuration;
    case 'json':
    case 'toml':
    case 'ini':
    case 'properties':
    case 'xml':
      return configuration;
    case 'ci':
      return ['it stands in a pipeline of another kind', "the pipeline's own credentials store"];
    default:
      return ['no style knows this kind of file', 'a read from the environment'];
  }
}
