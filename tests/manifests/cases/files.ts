import { base64, value } from './case.ts';
import type { Case } from './case.ts';

const s = value();

function one(
  title: string,
  path: string,
  text: string,
  values: Case['values'],
  more: Partial<Case> = {},
): Case {
  return { title, path, text, values, ...more };
}

const lit = (text: string): readonly ['literal', string] => ['literal', text];

const dotenv: Case[] = [
  one('plain', '.env', `A=${s}\n`, { A: lit(s) }, { kind: 'dotenv' }),
  one('export', '.env', `export A=${s}\n`, { A: lit(s) }),
  one('double quotes and escapes', '.env', `A="${s}\\n"\n`, { A: lit(`${s}\n`) }),
  one('single quotes: no escapes', '.env', `A='${s}\\n'\n`, { A: lit(`${s}\\n`) }),
  one('back quotes', '.env', `A=\`${s}\`\n`, { A: lit(s) }),
  one('over several lines', '.env.production', `A="${s}\nB=x\nz"\n`, { A: ['literal', undefined] }),
  one('quotes over lines', '.env', `A='x\n${s}'\nB=1\n`, { A: lit(`x\n${s}`), B: lit('1') }),
  one('comment behind a bare value', '.env', `A=${s} # c\n`, { A: lit(s) }),
  one('hash without a blank is value', '.env', `A=${s}#c\n`, { A: lit(`${s}#c`) }),
  one('interpolation is a reference, its default a value', '.env', `A=\${B:-${s}}\n`, {
    A: ['reference', `\${B:-${s}}`],
    'A default': lit(s),
  }),
  one('no final newline', 'prod.env', `A=${s}`, { A: lit(s) }),
  one('CRLF', '.env', `A=${s}\r\nB=2\r\n`, { A: lit(s), B: lit('2') }),
  one('an example file', '.env.example', `A=${s}\n`, { A: lit(s) }),
  one('direnv', '.envrc', `export A=${s}\n`, { A: lit(s) }),
  one('a quote that never closes', '.env', `A="${s}\nB=${s}\n`, { B: lit(s) }),
  one(
    'SOPS wrote it, one value is clear',
    '.env',
    `A=${s}\nB=ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\nC_unencrypted=${s}\nsops_mac=x\n`,
    { A: ['secret', s], B: ['ciphertext', undefined], C_unencrypted: lit(s) },
  ),
].map((c) => ({ ...c, title: `dotenv: ${c.title}` }));

const lines: Case[] = [
  one('properties', 'a.properties', `db.password=${s}\n`, { 'db.password': lit(s) }, { kind: 'properties' }),
  one('properties: colon', 'a.properties', `db.password: ${s}\n`, { 'db.password': lit(s) }),
  one('properties: blank', 'a.properties', `db.password ${s}\n`, { 'db.password': lit(s) }),
  one('properties: continued', 'a.properties', `a=${s.slice(0, 9)}\\\n   ${s.slice(9)}\n`, { a: lit(s) }),
  one('properties: escapes', 'a.properties', `a=x\\u0041\\n${s}\n`, { a: lit(`xA\n${s}`) }),
  one('properties: comments', 'a.properties', `# a=1\n! b=2\nc=${s}\n`, { c: lit(s) }, { clean: ['1', '2'] }),
  one('properties: ISO 8859-1', 'a.properties', 'x=1', { x: lit('1') }),
  one('INI', 'a.ini', `[db]\npassword = ${s}\n`, { 'db.password': lit(s) }, { kind: 'ini' }),
  one('INI: quotes', 'a.ini', `[db]\npassword = "${s}"\n`, { 'db.password': lit(s) }),
  one('INI: comment behind', 'a.ini', `password=${s} ; c\n`, { password: lit(s) }),
  one('my.cnf', 'my.cnf', `[client]\npassword=${s}\n`, { 'client.password': lit(s) }),
  one('.pypirc', '.pypirc', `[pypi]\nusername: x\npassword: ${s}\n`, { 'pypi.password': lit(s) }),
  one('.npmrc', '.npmrc', `//registry.npmjs.org/:_authToken=${s}\n`, {
    '["//registry.npmjs.org/:_authToken"]': ['secret', s],
  }),
  one('.npmrc: a variable', '.npmrc', `//registry.npmjs.org/:_authToken=\${NPM_TOKEN}\n`, {
    '["//registry.npmjs.org/:_authToken"]': ['reference', undefined],
  }),
  one('AWS credentials', '.aws/credentials', `[default]\naws_secret_access_key = ${s}\n`, {
    'default.aws_secret_access_key': lit(s),
  }),
  one('TOML', 'a.toml', `[db]\npassword = "${s}"\n`, { 'db.password': lit(s) }, { kind: 'toml' }),
  one('TOML: literal', 'a.toml', `a.b = '${s}'\n`, { 'a.b': lit(s) }),
  one('TOML: several lines', 'a.toml', `a = """\n${s}"""\n`, { a: lit(s) }),
  one('TOML: array of tables', 'a.toml', `[[u]]\npw = "${s}"\n[[u]]\npw = "x"\n`, {
    'u[0].pw': lit(s),
    'u[1].pw': lit('x'),
  }),
  one('TOML: inline table and escapes', 'a.toml', `a = { b = "x\\u0041${s}" }\n`, { 'a.b': lit(`xA${s}`) }),
  one('.netrc', '.netrc', `machine h login u password ${s}\n`, {
    'h.password': ['secret', s],
    'h.login': lit('u'),
  }),
  one('.netrc: over lines', '.netrc', `# c\nmachine h\n  login u\n  password ${s}\n`, {
    'h.password': ['secret', s],
  }),
  one('.pgpass', '.pgpass', `h:5432:d:u:${s}\\:x\n`, { 'h.d.u.password': ['secret', `${s}:x`] }),
  one('HTTP file', 'a.http', `@token = ${s}\nGET http://h\nAuthorization: Bearer ${s}\n`, {
    token: lit(s),
    Authorization: lit(`Bearer ${s}`),
  }),
  one('Jenkinsfile', 'Jenkinsfile', `environment { TOKEN = '${s}' }\ncredentialsId: 'abc'\n`, {
    TOKEN: lit(s),
    credentialsId: ['reference', 'abc'],
  }),
];

const xml: Case[] = [
  one(
    'Maven settings',
    'settings.xml',
    `<settings><servers><server><id>r</id><password>${s}</password></server></servers></settings>`,
    { 'settings.servers.server.password': lit(s) },
    { kind: 'xml' },
  ),
  one(
    '.NET',
    'web.config',
    `<configuration><appSettings><add key="ApiKey" value="${s}"/></appSettings></configuration>`,
    { 'configuration.appSettings.add[ApiKey]@value': lit(s) },
  ),
  one(
    '.NET connection string',
    'app.config',
    `<c><add name="Db" connectionString="Server=h;Password=${s}"/></c>`,
    { 'c.add[Db]@connectionString': lit(`Server=h;Password=${s}`) },
  ),
  one('Android', 'strings.xml', `<resources><string name="api_key">${s}</string></resources>`, {
    'resources.string[api_key]': lit(s),
  }),
  one('Spring', 'beans.xml', `<beans><property name="password" value='${s}'/></beans>`, {
    'beans.property[password]@value': lit(s),
  }),
  one('entities', 'a.xml', `<a>x&amp;&#65;${s}</a>`, { a: lit(`x&A${s}`) }),
  one(
    'CDATA and comments',
    'a.xml',
    `<a><!-- <b>no</b> --><![CDATA[${s}]]></a>`,
    { a: lit(s) },
    { clean: ['no'] },
  ),
  one('a property is a reference', 'pom.xml', `<project><password>\${env.PW}</password></project>`, {
    'project.password': ['reference', undefined],
  }),
].map((c) => ({ ...c, title: `XML: ${c.title}` }));

const terraform: Case[] = [
  one(
    'attribute',
    'a.tf',
    `provider "aws" {\n  secret_key = "${s}"\n}\n`,
    { 'provider.aws.secret_key': lit(s) },
    { kind: 'terraform' },
  ),
  one('variable default', 'a.tf', `variable "db_password" {\n  default = "${s}"\n}\n`, {
    'variable.db_password.default': lit(s),
  }),
  one('tfvars', 'x.tfvars', `db_password = "${s}"\n`, { db_password: lit(s) }),
  one('object and list', 'a.tf', `locals {\n  a = { b = "${s}" }\n}\n`, { 'locals.a.b': lit(s) }),
  one('interpolation', 'a.tf', `resource "x" "y" {\n  password = "\${var.p}"\n  q = var.q\n}\n`, {
    'resource.x.y.password': ['reference', undefined],
  }),
  one(
    'heredoc',
    'a.tf',
    `locals {\n  e = <<-EOT\n    A=${s}\n    B=1\n  EOT\n  z = "${s}"\n}\n`,
    { 'locals.e A': lit(s), 'locals.z': lit(s) },
    {},
  ),
  one(
    'comments',
    'a.tf',
    `# a = "no"\n// b = "no"\n/* c = "no" */\nd = "${s}"\n`,
    { d: lit(s) },
    { clean: ['no'] },
  ),
  one('escapes', 'a.tf', `a = "x\\"$\${y}${s}"\n`, { a: ['literal', undefined] }),
].map((c) => ({ ...c, title: `Terraform: ${c.title}` }));

const docker: Case[] = [
  one(
    'ENV',
    'Dockerfile',
    `FROM a\nENV A=${s} B="x y"\n`,
    { 'ENV.A': lit(s), 'ENV.B': lit('x y') },
    { kind: 'dockerfile' },
  ),
  one('ENV, old form', 'Dockerfile', `FROM a\nENV A ${s}\n`, { 'ENV.A': lit(s) }),
  one('ARG', 'x.dockerfile', `FROM a\nARG TOKEN=${s}\nARG NONE\n`, { 'ARG.TOKEN': lit(s) }),
  one('LABEL', 'Dockerfile.prod', `FROM a\nLABEL t="${s}"\n`, { 'LABEL.t': lit(s) }),
  one('RUN', 'Containerfile', `FROM a\nRUN TOKEN=${s} make\n`, { 'RUN.TOKEN': lit(s) }),
  one('second stage', 'Dockerfile', `FROM a\nENV A=1\nFROM b\nENV A=${s}\n`, {
    'ENV.A': lit('1'),
    'stage1.ENV.A': lit(s),
  }),
  one('heredoc', 'Dockerfile', `FROM a\nRUN <<EOF\nexport TOKEN=${s}\nEOF\n`, {
    'RUN.heredoc TOKEN': lit(s),
  }),
  one('a variable', 'Dockerfile', 'FROM a\nARG T\nENV A=$T\n', { 'ENV.A': ['reference', '$T'] }),
].map((c) => ({ ...c, title: `Dockerfile: ${c.title}` }));

const compose: Case[] = [
  one(
    'map',
    'docker-compose.yml',
    `services:\n  db:\n    image: x\n    environment:\n      PW: ${s}\n`,
    { 'services.db.environment.PW': lit(s) },
    { kind: 'compose' },
  ),
  one(
    'list',
    'compose.yaml',
    `services:\n  db:\n    image: x\n    environment:\n      - PW=${s}\n      - "Q=${s}"\n`,
    { 'services.db.environment[0] PW': lit(s), 'services.db.environment[1] Q': lit(s) },
  ),
  one('build args', 'compose.yaml', `services:\n  db:\n    build:\n      args: {TOKEN: ${s}}\n`, {
    'services.db.build.args.TOKEN': lit(s),
  }),
  one(
    'default of a variable',
    'compose.yaml',
    `services:\n  db:\n    image: x\n    environment: {PW: "\${PW:-${s}}"}\n`,
    { 'services.db.environment.PW': ['reference', undefined], 'services.db.environment.PW PW': lit(s) },
  ),
  one(
    'extension with an anchor',
    'compose.yaml',
    `x-env: &env\n  PW: ${s}\nservices:\n  db:\n    image: x\n    environment:\n      <<: *env\n`,
    { 'x-env.PW': lit(s) },
  ),
  one(
    'secrets and env_file are references',
    'compose.yaml',
    'services:\n  db:\n    image: x\n    secrets: [db-pw]\n    env_file: secret.env\nsecrets:\n  db-pw: {file: ./pw.txt}\n',
    { 'services.db.secrets[0]': ['reference', 'db-pw'] },
    { clean: ['db-pw', './pw.txt', 'secret.env'] },
  ),
  one(
    'healthcheck',
    'compose.yaml',
    `services:\n  db:\n    image: x\n    healthcheck: {test: "mysqladmin -p${s}"}\n`,
    { 'services.db.healthcheck.test': lit(`mysqladmin -p${s}`) },
  ),
  one(
    'told by its content',
    'stack.yml',
    `services:\n  db:\n    image: x\n    environment: {PW: ${s}}\n`,
    { 'services.db.environment.PW': lit(s) },
    { kind: 'compose' },
  ),
].map((c) => ({ ...c, title: `Compose: ${c.title}` }));

const workflow = (path: string, text: string, values: Case['values'], more: Partial<Case> = {}): Case =>
  one(`CI: ${path}`, path, text, values, more);
const ci: Case[] = [
  workflow(
    '.github/workflows/a.yml',
    `env:\n  TOKEN: ${s}\n  OTHER: \${{ secrets.X }}\njobs:\n  a:\n    steps:\n    - run: |\n        export KEY="${s}"\n        make\n    - with: {password: ${s}}\n`,
    {
      'env.TOKEN': lit(s),
      'env.OTHER': ['template', undefined],
      'jobs.a.steps[0].run KEY': lit(s),
      'jobs.a.steps[1].with.password': lit(s),
    },
    { kind: 'github-workflow' },
  ),
  workflow(
    '.gitlab-ci.yml',
    `variables:\n  TOKEN: ${s}\n  PW:\n    value: ${s}\n    description: x\njob:\n  secrets: {DB: {vault: a/b}}\n  script:\n    - make\n`,
    { 'variables.TOKEN': lit(s), 'variables.PW.value': lit(s), 'job.secrets.DB.vault': ['reference', 'a/b'] },
    { kind: 'gitlab-ci' },
  ),
  workflow(
    '.circleci/config.yml',
    `jobs:\n  b:\n    docker:\n    - image: x\n      environment: {PW: ${s}}\n`,
    { 'jobs.b.docker[0].environment.PW': lit(s) },
    { kind: 'ci' },
  ),
  workflow('azure-pipelines.yml', `variables:\n- name: TOKEN\n  value: ${s}\n`, {
    'variables[0].value': lit(s),
  }),
  workflow(
    'bitbucket-pipelines.yml',
    `pipelines:\n  default:\n  - step:\n      script:\n      - TOKEN=${s} make\n`,
    { 'pipelines.default[0].step.script[0] TOKEN': lit(s) },
  ),
  workflow('.drone.yml', `steps:\n- environment:\n    A: {from_secret: tok}\n    B: ${s}\n`, {
    'steps[0].environment.A.from_secret': ['reference', 'tok'],
    'steps[0].environment.B': lit(s),
  }),
  workflow('.travis.yml', `env:\n  global:\n  - secure: ${s}\n  - TOKEN=${s}\n`, {
    'env.global[0].secure': ['ciphertext', s],
    'env.global[1] TOKEN': lit(s),
  }),
  workflow('cloudbuild.yaml', `steps:\n- env: ["TOKEN=${s}"]\n`, { 'steps[0].env[0] TOKEN': lit(s) }),
];

const trees: Case[] = [
  one(
    'Helm values',
    'values-prod.yaml',
    `postgresql:\n  auth:\n    password: ${s}\n    existingSecret: db\n`,
    { 'postgresql.auth.password': lit(s), 'postgresql.auth.existingSecret': ['reference', 'db'] },
    { kind: 'helm-values' },
  ),
  one(
    'Spring',
    'application-prod.yml',
    `spring:\n  datasource:\n    password: ${s}\n    other: \${DB_PW}\n`,
    { 'spring.datasource.password': lit(s), 'spring.datasource.other': ['reference', undefined] },
  ),
  one(
    'appsettings.json',
    'appsettings.json',
    `{\n  // c\n  "ConnectionStrings": {"Db": "Password=${s}"},\n}\n`,
    { 'ConnectionStrings.Db': lit(`Password=${s}`) },
    { kind: 'json' },
  ),
  one('docker config.json', 'config.json', `{"auths": {"r.io": {"auth": "${base64(`u:${s}`)}"}}}`, {
    'auths["r.io"].auth': ['secret', s],
  }),
  one('.dockercfg', '.dockercfg', `{"r.io": {"auth": "${base64(`u:${s}`)}", "email": "x"}}`, {
    '["r.io"].auth': ['secret', s],
  }),
  one('Terraform state', 'terraform.tfstate', `{"outputs": {"pw": {"value": "${s}", "sensitive": true}}}`, {
    'outputs.pw.value': ['secret', s],
  }),
  one('notebook', 'a.ipynb', `{"cells": [{"source": ["token = '${s}'"]}]}`, {
    'cells[0].source[0]': lit(`token = '${s}'`),
  }),
  one('Postman', 'a.postman_collection.json', `{"auth": {"bearer": [{"key": "token", "value": "${s}"}]}}`, {
    'auth.bearer[0].value': lit(s),
  }),
  one(
    'ECS task definition',
    'task.json',
    `{"containerDefinitions": [{"environment": [{"name": "PW", "value": "${s}"}], "secrets": [{"name": "X", "valueFrom": "arn:aws:x"}]}]}`,
    {
      'containerDefinitions[0].environment[0].value': lit(s),
      'containerDefinitions[0].secrets[0].valueFrom': ['reference', 'arn:aws:x'],
    },
  ),
  one(
    'CloudFormation',
    'template.yaml',
    `Parameters:\n  DbPassword:\n    Default: ${s}\nResources:\n  A:\n    Properties:\n      P: !Ref DbPassword\n      Q: '{{resolve:secretsmanager:x:SecretString:p}}'\n`,
    {
      'Parameters.DbPassword.Default': lit(s),
      'Resources.A.Properties.P': ['reference', 'DbPassword'],
      'Resources.A.Properties.Q': ['reference', undefined],
    },
  ),
  one('serverless', 'serverless.yml', `provider:\n  environment:\n    PW: ${s}\n    Q: \${ssm:/x}\n`, {
    'provider.environment.PW': lit(s),
    'provider.environment.Q': ['reference', undefined],
  }),
  one(
    'Ansible',
    'group_vars/all.yml',
    `db_password: ${s}\nvaulted: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n`,
    { db_password: lit(s), vaulted: ['ciphertext', undefined] },
  ),
  one(
    'SOPS: all is encrypted',
    's.yaml',
    `a: ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\nsops:\n  mac: ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\n  lastmodified: "2026-01-01T00:00:00Z"\n`,
    { a: ['ciphertext', undefined] },
    { kind: 'sops' },
  ),
  one(
    'SOPS: a value left in clear',
    's.yaml',
    `a: ${s}\nb_unencrypted: ${s}\nsops: {mac: x, lastmodified: y}\n`,
    { a: ['secret', s], b_unencrypted: lit(s) },
  ),
  one(
    'SOPS: encrypted_regex',
    's.yaml',
    `data: {p: ${s}}\nother: ${s}\nsops: {mac: x, lastmodified: y, encrypted_regex: ^(data|stringData)$}\n`,
    { 'data.p': ['secret', s], other: lit(s) },
  ),
  one('SOPS: JSON', 's.json', `{"a": "${s}", "sops": {"mac": "x", "lastmodified": "y"}}`, {
    a: ['secret', s],
  }),
  one('JSON: a duplicate key', 'a.json', `{"p": "${s}", "p": "x${s}"}`, { p: lit(s), 'p ~2': lit(`x${s}`) }),
  one('JSON: escapes', 'a.json', `{"p": "\\u0041\\n${s}"}`, { p: lit(`A\n${s}`) }),
  one('documents of plain YAML', 'a.yaml', `p: ${s}\n---\np: x${s}\n`, { p: lit(s), '#1 p': lit(`x${s}`) }),
  one('folded', 'a.yaml', `p: >-\n  ${s}\n`, { p: lit(s) }),
];

const kustomize: Case[] = [
  one(
    'secretGenerator',
    'kustomization.yaml',
    `secretGenerator:\n- name: a\n  literals: [PW=${s}]\n  files: [x.pem]\n  envs: [x.env]\n`,
    {
      'secretGenerator[0].literals[0] PW': ['secret', s],
      'secretGenerator[0].files[0]': ['reference', 'x.pem'],
    },
    { kind: 'kustomization' },
  ),
  one(
    'configMapGenerator',
    'kustomization.yml',
    `configMapGenerator:\n- name: a\n  literals:\n  - PW=${s}\n`,
    { 'configMapGenerator[0].literals[0] PW': lit(s) },
  ),
  one(
    'JSON 6902 patch',
    'kustomization.yaml',
    `patches:\n- target: {kind: Secret}\n  patch: |-\n    - op: replace\n      path: /stringData/password\n      value: ${s}\n`,
    { 'patches[0].patch [0].value': lit(s) },
  ),
  one(
    'strategic patch',
    'Kustomization',
    `patches:\n- patch: |-\n    apiVersion: v1\n    kind: Secret\n    metadata: {name: a}\n    stringData: {p: ${s}}\n`,
    { 'patches[0].patch stringData.p': ['secret', s] },
  ),
  one(
    'resources are no values',
    'kustomization.yaml',
    'resources: [secret.yaml]\nnamePrefix: dev-\n',
    {},
    { clean: ['secret.yaml', 'dev-'] },
  ),
].map((c) => ({ ...c, title: `Kustomize: ${c.title}` }));

const helm: Case[] = [
  one(
    'literal beside actions',
    'c/templates/s.yaml',
    `{{- if .Values.x }}\napiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ include "n" . }}\n  labels:\n    {{- include "l" . | nindent 4 }}\nstringData:\n  p: ${s}\n  q: {{ .Values.q | quote }}\n{{- end }}\n`,
    {
      'v1/Secret/* stringData.p': ['secret', s],
      'v1/Secret/* stringData.q': ['template', '{{ .Values.q | quote }}'],
    },
    { kind: 'helm-template' },
  ),
  one(
    'branches with one key',
    'c/templates/d.yaml',
    `a:\n{{- if .x }}\n  p: ${s}\n{{- else }}\n  p: x${s}\n{{- end }}\n`,
    { 'a.p': lit(s), 'a.p ~2': lit(`x${s}`) },
  ),
  one(
    'range and inline action',
    'c/templates/d.yaml',
    `a:\n  {{- range $k, $v := .x }}\n  - name: {{ $k }}\n    value: ${s}\n  {{- end }}\n`,
    { 'a[0].value': lit(s) },
  ),
  one('Jinja', 'a.yml.j2', `{% if x %}\npassword: ${s}\nother: {{ y }}\n{% endif %}\n`, {
    password: lit(s),
    other: ['template', '{{ y }}'],
  }),
  one(
    'an action in a quoted value',
    'a.yaml',
    `p: "{{ y }}"\nq: ${s}\n`,
    { p: ['template', '{{ y }}'], q: lit(s) },
    { kind: 'yaml' },
  ),
].map((c) => ({ ...c, title: `Template: ${c.title}` }));

/** Forms that are no leak, each in several files. */
const REFERENCES: readonly (readonly [form: string, kind: 'reference' | 'ciphertext' | 'template'])[] = [
  ['${DB_PASSWORD}', 'reference'],
  ['$(DB_PASSWORD)', 'reference'],
  ['ref+awssecrets://prod/db#/password', 'reference'],
  ['ref+gcpsecrets://p/db', 'reference'],
  ['secretref+sops://a.yaml#/b', 'reference'],
  ['op://vault/item/field', 'reference'],
  ['<path:secret/data/app#key>', 'reference'],
  ['arn:aws:secretsmanager:eu-west-1:1:secret:x', 'reference'],
  ['ENC[AES256_GCM,data:abc,iv:abc,tag:abc,type:str]', 'ciphertext'],
  ['{{ .Values.password }}', 'template'],
];
const references: Case[] = REFERENCES.flatMap(([form, kind]) => [
  one(`${form} in YAML`, 'a.yaml', `password: '${form}'\n`, { password: [kind, form] }),
  one(
    `${form} in a Secret`,
    's.yaml',
    `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {p: '${form}'}\n`,
    { 'v1/Secret/a stringData.p': [kind, form] },
  ),
  one(`${form} in JSON`, 'a.json', JSON.stringify({ password: form }), { password: [kind, form] }),
  one(`${form} in dotenv`, '.env', `PASSWORD="${form}"\n`, { PASSWORD: [kind, form] }),
  one(
    `${form} in Compose`,
    'compose.yaml',
    `services:\n  a:\n    image: x\n    environment: {PW: '${form}'}\n`,
    { 'services.a.environment.PW': [kind, form] },
  ),
]);
const url = one(
  'a URL with a literal password and a variable host is a value',
  'a.yaml',
  `url: postgres://u:${s}@\${HOST}/db\n`,
  { url: lit(`postgres://u:${s}@\${HOST}/db`) },
);
const templateUrl = one(
  'a URL with a variable password is none',
  'a.yaml',
  'url: postgres://u:${PW}@host/db\n',
  { url: ['reference', 'postgres://u:${PW}@host/db'] },
);

export const fileCases: readonly Case[] = [
  ...dotenv,
  ...lines,
  ...xml,
  ...terraform,
  ...docker,
  ...compose,
  ...ci,
  ...trees,
  ...kustomize,
  ...helm,
  ...references,
  url,
  templateUrl,
];
