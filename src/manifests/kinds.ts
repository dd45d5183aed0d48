import type { DocumentKind } from './types.ts';
import { nameSays } from './value-name.ts';

/** How a file is read. */
export type Format =
  | 'yaml'
  | 'json'
  | 'dotenv'
  | 'properties'
  | 'ini'
  | 'toml'
  | 'xml'
  | 'terraform'
  | 'dockerfile'
  | 'netrc'
  | 'pgpass'
  | 'http'
  | 'secret-file'
  | 'jenkinsfile';

export interface FileKind {
  readonly format: Format;
  /** What the name alone says; the content may know better. */
  readonly kind: DocumentKind;
}

/** Suffixes that say: a file of the kind before it, with gaps to fill. */
const COPY =
  /\.(?:example|sample|dist|tmpl|tpl|gotmpl|j2|erb|template|bak|backup|old|orig|save|local|disabled|enc)$/i;

/** Machine-made: nothing that a person wrote, and large. */
const LOCK =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|composer\.lock|pnpm-lock\.yaml|yarn\.lock|deno\.lock|cargo\.lock|poetry\.lock|uv\.lock|pipfile\.lock|flake\.lock|packages\.lock\.json|\.terraform\.lock\.hcl|chart\.lock|bun\.lock)$/i;

const EXTENSIONS: Readonly<Record<string, Format>> = {
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  jsonc: 'json',
  json5: 'json',
  tfstate: 'json',
  ipynb: 'json',
  template: 'yaml',
  env: 'dotenv',
  properties: 'properties',
  ini: 'ini',
  cnf: 'ini',
  cfg: 'ini',
  toml: 'toml',
  xml: 'xml',
  config: 'xml',
  csproj: 'xml',
  pubxml: 'xml',
  tf: 'terraform',
  tfvars: 'terraform',
  hcl: 'terraform',
  hocon: 'terraform',
  nomad: 'terraform',
  dockerfile: 'dockerfile',
  containerfile: 'dockerfile',
  http: 'http',
  rest: 'http',
  service: 'ini',
};

const NAMES: Readonly<Record<string, Format>> = {
  kustomization: 'yaml',
  '.npmrc': 'ini',
  '.yarnrc.yml': 'yaml',
  '.pypirc': 'ini',
  '.my.cnf': 'ini',
  '.s3cfg': 'ini',
  '.boto': 'ini',
  '.gitconfig': 'ini',
  pipfile: 'toml',
  '.netrc': 'netrc',
  _netrc: 'netrc',
  '.pgpass': 'pgpass',
  'pgpass.conf': 'pgpass',
  '.dockercfg': 'json',
  '.dockerconfigjson': 'json',
  '.envrc': 'dotenv',
  '.flaskenv': 'dotenv',
  jenkinsfile: 'jenkinsfile',
  dockerfile: 'dockerfile',
  containerfile: 'dockerfile',
  kubeconfig: 'yaml',
  '.terraformrc': 'terraform',
  'terraform.rc': 'terraform',
  'pip.conf': 'ini',
  'rclone.conf': 'ini',
  'supervisord.conf': 'ini',
  'odoo.conf': 'ini',
  'pg_service.conf': 'ini',
  '.pg_service.conf': 'ini',
  'redis.conf': 'properties',
  'sentinel.conf': 'properties',
  'application.conf': 'terraform',
  'reference.conf': 'terraform',
};

const BY_FORMAT: Readonly<Record<Format, DocumentKind>> = {
  yaml: 'yaml',
  json: 'json',
  dotenv: 'dotenv',
  properties: 'properties',
  ini: 'ini',
  toml: 'toml',
  xml: 'xml',
  terraform: 'terraform',
  dockerfile: 'dockerfile',
  netrc: 'other',
  pgpass: 'other',
  http: 'other',
  'secret-file': 'other',
  jenkinsfile: 'ci',
};

/** What a file is by its name; undefined for what we do not read. */
export function kindOfPath(path: string): FileKind | undefined {
  let name = path.slice(path.lastIndexOf('/') + 1);
  if (name.length > 300 || LOCK.test(name)) return undefined;
  let format = formatOf(path, name.toLowerCase());
  for (let i = 0; format === undefined && i < 2 && COPY.test(name); i++) {
    name = name.replace(COPY, '');
    format = formatOf(path, name.toLowerCase());
  }
  return format === undefined ? undefined : { format, kind: byPath(path) ?? BY_FORMAT[format] };
}

function formatOf(path: string, name: string): Format | undefined {
  const known = NAMES[name];
  if (known !== undefined) return known;
  if (/^\.env(?:\.|$)|^env\.(?:dev|prod|test|local|staging)/.test(name))
    return /\.(?:[jt]s|mjs|cjs|d\.ts)$/.test(name) ? undefined : 'dotenv';
  if (/^(?:dockerfile|containerfile)\.(?!js$|ts$|md$)[\w.-]+$/.test(name)) return 'dockerfile';
  if (/^jenkinsfile[.-][\w.-]+$|\.jenkins(?:file)?$/.test(name)) return 'jenkinsfile';
  if (/(?:^|\/)\.(?:aws\/(?:credentials|config)|git\/config|kube\/config)$/.test(path))
    return path.endsWith('kube/config') ? 'yaml' : 'ini';
  if (/(?:^|\/)\.cargo\/credentials$/.test(path)) return 'toml';
  const dot = name.lastIndexOf('.');
  if (isSecretFile(path, name)) return 'secret-file';
  if (dot < 0 && /(?:^|\/)(?:host|group)_vars\/(?:[^/]+\/)?[^/]+$/.test(path)) return 'yaml';
  if (dot < 0) return /(?:^|\/)inventor(?:y|ies)\/[^/]+$|(?:^|\/)hosts$/.test(path) ? 'ini' : undefined;
  const extension = name.slice(dot + 1);
  return extension === 'template' && !/cloudformation|cfn|sam/.test(name) ? undefined : EXTENSIONS[extension];
}

/** A file whose name says that it is a secret: `db/password.txt`, `secrets/api_token`, `.vault_pass`. */
function isSecretFile(path: string, name: string): boolean {
  const stem = /^(\.?[\w-]+(?:\.[\w-]+)?)(?:\.(?:txt|secret|pass|token|pw))?$/.exec(name)?.[1];
  if (stem === undefined || (name.includes('.', 1) && !/\.(?:txt|secret|pass|token|pw)$/.test(name)))
    return false;
  const says = nameSays(stem.replace(/\.(?:txt|secret|pass|token|pw)$/, ''));
  return (
    says === 'password' || says === 'secret' || (says === 'vague' && /(?:^|\/)secrets?\/[^/]+$/.test(path))
  );
}

function byPath(path: string): DocumentKind | undefined {
  if (/(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path)) return 'kustomization';
  if (/(?:^|\/)(?:docker-|podman-)?compose[\w.-]*\.ya?ml$/i.test(path)) return 'compose';
  if (
    /(?:^|\/)\.(?:github|gitea|forgejo)\/(?:workflows|actions)\//.test(path) ||
    /(?:^|\/)action\.ya?ml$/.test(path)
  )
    return 'github-workflow';
  if (/(?:^|\/)\.gitlab-ci[\w.-]*\.ya?ml$|(?:^|\/)\.gitlab\/ci\//.test(path)) return 'gitlab-ci';
  if (
    /(?:^|\/)(?:\.circleci\/|\.buildkite\/|\.tekton\/|\.woodpecker|\.drone\.|\.travis\.|\.cirrus\.|\.appveyor\.|appveyor\.|azure-pipelines|bitbucket-pipelines|cloudbuild|buildspec|codefresh|wercker)/i.test(
      path,
    )
  )
    return 'ci';
  return /(?:^|\/)(?:values[\w.-]*|[\w.-]+[.-]values)\.ya?ml$/i.test(path) ? 'helm-values' : undefined;
}
