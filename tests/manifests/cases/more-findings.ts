import { gzipSync } from 'node:zlib';
import { base64 as b64 } from './case.ts';
import type { FindingCase } from './findings.ts';

/** More of them: documents of the same kinds in other dress, and documents in which nothing is to be found. */
export const moreFindingCases: readonly FindingCase[] = [
  [
    'statefulset init, lifecycle',
    'd.yaml',
    (s, t) =>
      `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db, namespace: prod}\nspec:\n  template:\n    spec:\n      initContainers:\n      - name: i\n        env: [{name: PGPASSWORD, value: "${s}"}]\n      containers:\n      - name: x\n        lifecycle:\n          postStart:\n            exec:\n              command: ["/bin/sh","-c","mysql -uroot -p${t} -e 'select 1'"]\n`,
    {
      'apps/v1/StatefulSet/prod/db spec.template.spec.containers[0].lifecycle.postStart.exec.command[2] mysql -p':
        't',
      'apps/v1/StatefulSet/prod/db spec.template.spec.initContainers[0].env[0].value': 's',
    },
  ],
  [
    'secret trailing newline',
    's.yaml',
    (s) => `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  password: ${b64(s)}\n`,
    { 'v1/Secret/a data.password': 's' },
  ],
  [
    'secret both data and stringData',
    's.yaml',
    (s, t) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  password: ${b64(s)}\nstringData:\n  apikey: ${t}\n`,
    { 'v1/Secret/a data.password': 's', 'v1/Secret/a stringData.apikey': 't' },
  ],
  [
    'secret anchors',
    's.yaml',
    (s) => `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  one: &p ${s}\n  two: *p\n`,
    { 'v1/Secret/a stringData.one': 's' },
  ],
  [
    'secret with url',
    's.yaml',
    (s) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  DATABASE_URL: postgresql://app:${s}@db:5432/app\n`,
    { 'v1/Secret/a stringData.DATABASE_URL': 's' },
  ],
  [
    'secret with url in data',
    's.yaml',
    (s) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  DATABASE_URL: ${b64(`postgresql://app:${s}@db:5432/app`)}\n`,
    { 'v1/Secret/a data.DATABASE_URL': 's' },
  ],
  [
    'secret with JSON',
    's.yaml',
    (s) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  key.json: |\n    {"type": "x", "client_email": "a@b", "client_secret": "${s}"}\n`,
    { 'v1/Secret/a stringData["key.json"] client_secret': 's' },
  ],
  [
    'several documents',
    'm.yaml',
    (s, t) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {p: ${s}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata:\n  x.env: |\n    TOKEN=${t}\n`,
    { 'v1/ConfigMap/b data["x.env"] TOKEN': 't', 'v1/Secret/a stringData.p': 's' },
  ],
  [
    'the same value in two objects',
    'm.yaml',
    (s) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {password: ${b64(s)}}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: b}\nspec: {template: {spec: {containers: [{name: c, env: [{name: DB_PASSWORD, value: ${s}}]}]}}}\n`,
    {
      'v1/Secret/a data.password': 's',
      'apps/v1/Deployment/b spec.template.spec.containers[0].env[0].value': 's',
    },
  ],
  [
    'ConfigMap with INI',
    'c.yaml',
    (s) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  app.ini: |\n    [database]\n    user = x\n    password = ${s}\n`,
    { 'v1/ConfigMap/a data["app.ini"] database.password': 's' },
  ],
  [
    'ConfigMap with TOML',
    'c.yaml',
    (s) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  app.toml: |\n    [auth]\n    token = "${s}"\n`,
    { 'v1/ConfigMap/a data["app.toml"] auth.token': 's' },
  ],
  [
    'ConfigMap with YAML in two styles',
    'c.yaml',
    (s, t) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  prometheus.yml: |-\n    scrape_configs:\n      - job_name: x\n        basic_auth:\n          username: u\n          password: ${s}\n  alert.yml: "global:\\n  smtp_auth_password: ${t}\\n"\n`,
    {
      'v1/ConfigMap/a data["prometheus.yml"] scrape_configs[0].basic_auth.password': 's',
      'v1/ConfigMap/a data["alert.yml"] global.smtp_auth_password': 't',
    },
  ],
  [
    'ConfigMap with XML',
    'c.yaml',
    (s) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  core-site.xml: |\n    <configuration><property><name>fs.s3a.secret.key</name><value>${s}</value></property></configuration>\n`,
    { 'v1/ConfigMap/a data["core-site.xml"] configuration.property[fs.s3a.secret.key].value': 's' },
  ],
  [
    'Hadoop XML',
    'core-site.xml',
    (s) =>
      `<configuration>\n  <property>\n    <name>fs.s3a.secret.key</name>\n    <value>${s}</value>\n  </property>\n</configuration>\n`,
    { 'configuration.property[fs.s3a.secret.key].value': 's' },
  ],
  [
    'Jetty XML',
    'x.xml',
    (s) => `<Configure><Set name="KeyStorePassword">${s}</Set></Configure>\n`,
    { 'Configure.Set[KeyStorePassword]': 's' },
  ],
  [
    'persistence.xml',
    'persistence.xml',
    (s) => `<persistence><property name="javax.persistence.jdbc.password" value="${s}"/></persistence>\n`,
    { 'persistence.property[javax.persistence.jdbc.password]@value': 's' },
  ],
  [
    'XML element',
    'log4j2.xml',
    (s) => `<Configuration><JDBC><Password>${s}</Password></JDBC></Configuration>\n`,
    { 'Configuration.JDBC.Password': 's' },
  ],
  [
    'machineKey',
    'Web.config',
    (s) =>
      `<configuration><system.web><machineKey validationKey="${s}" decryptionKey="AutoGenerate" /></system.web></configuration>\n`,
    { 'configuration.system.web.machineKey@validationKey': 's' },
  ],
  [
    'appsettings, nested',
    'appsettings.json',
    (s, t) => JSON.stringify({ Auth: { ClientSecret: s }, Smtp: { Host: 'h', Password: t } }, null, 2),
    { 'Auth.ClientSecret': 's', 'Smtp.Password': 't' },
  ],
  [
    'launchSettings.json',
    'Properties/launchSettings.json',
    (s) => JSON.stringify({ profiles: { x: { environmentVariables: { DB_PASSWORD: s } } } }, null, 2),
    { 'profiles.x.environmentVariables.DB_PASSWORD': 's' },
  ],
  [
    'VS Code settings',
    '.vscode/settings.json',
    (s) => `{\n  "sqltools.connections": [{"name": "x", "password": "${s}"}],\n}\n`,
    { '["sqltools.connections"][0].password': 's' },
  ],
  [
    'Composer auth.json',
    'auth.json',
    (s) => JSON.stringify({ 'http-basic': { 'repo.x.io': { username: 'u', password: s } } }, null, 2),
    { 'http-basic["repo.x.io"].password': 's' },
  ],
  [
    'package.json script',
    'package.json',
    (s) => JSON.stringify({ name: 'x', scripts: { deploy: `API_TOKEN=${s} node x.js` } }, null, 2),
    { 'scripts.deploy': 's' },
  ],
  [
    'Azure Functions settings',
    'local.settings.json',
    (s) => JSON.stringify({ Values: { DbPassword: s } }, null, 2),
    { 'Values.DbPassword': 's' },
  ],
  [
    'ARM parameters',
    'azuredeploy.parameters.json',
    (s) => JSON.stringify({ parameters: { adminPassword: { value: s } } }, null, 2),
    { 'parameters.adminPassword.value': 's' },
  ],
  [
    'CloudFormation parameters',
    'params.json',
    (s) => JSON.stringify([{ ParameterKey: 'DBPassword', ParameterValue: s }], null, 2),
    { '[0].ParameterValue': 's' },
  ],
  [
    'CloudFormation UserData',
    'cfn.yaml',
    (s) =>
      `Resources:\n  I:\n    Properties:\n      UserData:\n        Fn::Base64: !Sub |\n          #!/bin/bash\n          export DB_PASSWORD=${s}\n          echo \${AWS::Region}\n`,
    { 'Resources.I.Properties.UserData["Fn::Base64"] DB_PASSWORD': 's' },
  ],
  [
    'CloudFormation SecretString',
    'cfn.yaml',
    (s) =>
      `Resources:\n  S:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n      SecretString: ${s}\n`,
    { 'Resources.S.Properties.SecretString': 's' },
  ],
  [
    'CloudFormation SecretString, JSON',
    'cfn.yaml',
    (s) =>
      `Resources:\n  S:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n      SecretString: '{"username":"a","password":"${s}"}'\n`,
    { 'Resources.S.Properties.SecretString': 's' },
  ],
  [
    'Terraform heredoc JSON',
    'x.tf',
    (s) =>
      `resource "a" "b" {\n  container_definitions = <<EOF\n[{"name":"a","environment":[{"name":"DB_PASSWORD","value":"${s}"}]}]\nEOF\n}\n`,
    { '["resource.a.b"].container_definitions [0].environment[0].value': 's' },
  ],
  [
    'Terraform secret version',
    'x.tf',
    (s) =>
      `resource "aws_secretsmanager_secret_version" "v" {\n  secret_id = "x"\n  secret_string = "${s}"\n}\n`,
    { 'resource.aws_secretsmanager_secret_version.v.secret_string': 's' },
  ],
  [
    'Terraform secret version, jsonencode',
    'x.tf',
    (s) =>
      `resource "aws_secretsmanager_secret_version" "v" {\n  secret_string = jsonencode({\n    username = "a"\n    password = "${s}"\n  })\n}\n`,
    { 'resource.aws_secretsmanager_secret_version.v.secret_string.jsonencode.password': 's' },
  ],
  [
    'Terraform SSM parameter',
    'x.tf',
    (s) =>
      `resource "aws_ssm_parameter" "v" {\n  name = "/prod/db"\n  type = "SecureString"\n  value = "${s}"\n}\n`,
    { 'resource.aws_ssm_parameter.v.value': 's' },
  ],
  [
    'Terraform kubernetes_secret',
    'x.tf',
    (s) =>
      `resource "kubernetes_secret" "v" {\n  metadata {\n    name = "x"\n  }\n  data = {\n    foo = "${s}"\n  }\n}\n`,
    { 'resource.kubernetes_secret.v.data.foo': 's' },
  ],
  [
    'Terraform helm_release',
    'x.tf',
    (s) =>
      `resource "helm_release" "v" {\n  set_sensitive {\n    name = "auth.password"\n    value = "${s}"\n  }\n}\n`,
    { 'resource.helm_release.v.set_sensitive.value': 's' },
  ],
  [
    'Terraform backend',
    'x.tf',
    (s) => `terraform {\n  backend "s3" {\n    secret_key = "${s}"\n  }\n}\n`,
    { 'terraform.backend.s3.secret_key': 's' },
  ],
  ['Terraform URL', 'x.tf', (s) => `locals {\n  dsn = "postgres://u:${s}@h/db"\n}\n`, { 'locals.dsn': 's' }],
  [
    'Terragrunt',
    'terragrunt.hcl',
    (s) => `inputs = {\n  db_password = "${s}"\n}\n`,
    { 'inputs.db_password': 's' },
  ],
  [
    '.terraformrc',
    '.terraformrc',
    (s) => `credentials "app.terraform.io" {\n  token = "${s}"\n}\n`,
    { 'credentials.app.terraform.io.token': 's' },
  ],
  ['Ansible host_vars', 'host_vars/web1', (s) => `ansible_become_pass: ${s}\n`, { ansible_become_pass: 's' }],
  [
    'Ansible list of users',
    'vars/main.yml',
    (s) => `mysql_users:\n  - name: app\n    password: "${s}"\n    priv: '*.*:ALL'\n`,
    { 'mysql_users[0].password': 's' },
  ],
  [
    'Ansible lookup',
    'vars/main.yml',
    () => `db_password: "{{ lookup('env', 'DB_PASSWORD') }}"\napi_key: "{{ vault_api_key }}"\n`,
    {},
  ],
  [
    'Ansible headers',
    'tasks/main.yml',
    (s) =>
      `- lineinfile:\n    path: /etc/x\n    line: "password={{ pw }}"\n- uri:\n    url: https://x\n    headers:\n      Authorization: "Bearer ${s}"\n`,
    { '[1].uri.headers.Authorization': 's' },
  ],
  [
    'Compose list with a bare name',
    'docker-compose.yaml',
    (s) =>
      `version: '3'\nservices:\n  app:\n    image: x\n    env_file: .env\n    environment:\n      - "JWT_SECRET=${s}"\n      - PASSTHROUGH\n`,
    { 'services.app.environment[0] JWT_SECRET': 's' },
  ],
  [
    'Compose extends',
    'docker-compose.override.yml',
    (s) =>
      `services:\n  web:\n    extends: {file: common.yml, service: web}\n    environment: {SESSION_SECRET: '${s}'}\n`,
    { 'services.web.environment.SESSION_SECRET': 's' },
  ],
  [
    'Compose URL',
    'compose.yaml',
    (s) =>
      `services:\n  web:\n    image: x\n    environment:\n      DATABASE_URL: postgres://app:${s}@db/app\n`,
    { 'services.web.environment.DATABASE_URL': 's' },
  ],
  [
    'Compose entrypoint',
    'compose.yaml',
    (s) =>
      `services:\n  web:\n    image: x\n    entrypoint: ["vault", "server", "-dev-root-token-id=${s}"]\n`,
    { 'services.web.entrypoint[2]': 's' },
  ],
  [
    'Compose command with a token',
    'compose.yaml',
    (s) => `services:\n  web:\n    image: x\n    command: tunnel run --token ${s}\n`,
    { 'services.web.command': 's' },
  ],
  [
    'Compose label',
    'compose.yaml',
    (s) =>
      `services:\n  web:\n    image: x\n    deploy:\n      labels:\n        traefik.http.middlewares.a.basicauth.password: ${s}\n`,
    { 'services.web.deploy.labels["traefik.http.middlewares.a.basicauth.password"]': 's' },
  ],
  [
    'Dockerfile ARG and ENV over lines',
    'Dockerfile',
    (s, t) => `FROM x AS a\nARG NPM_TOKEN="${s}"\nENV A=1 \\\n    DB_PASS=${t} \\\n    B=2\n`,
    { 'ARG.NPM_TOKEN': 's', 'ENV.DB_PASS': 't' },
  ],
  [
    'Dockerfile RUN echo',
    'Dockerfile',
    (s) => `FROM x\nRUN echo "//registry.npmjs.org/:_authToken=${s}" > ~/.npmrc && npm ci\n`,
    { RUN: 's' },
  ],
  [
    'Dockerfile git clone',
    'Dockerfile',
    (s) => `FROM x\nRUN git clone https://oauth2:${s}@gitlab.com/a/b.git\n`,
    { RUN: 's' },
  ],
  [
    'Dockerfile wget header',
    'Dockerfile',
    (s) => `FROM x\nRUN wget --header="PRIVATE-TOKEN: ${s}" https://x\n`,
    { RUN: 's' },
  ],
  [
    'Dockerfile CMD',
    'Dockerfile',
    (s) => `FROM x\nCMD ["redis-server", "--requirepass", "${s}"]\n`,
    { 'CMD [2]': 's' },
  ],
  ['Dockerfile chpasswd', 'Dockerfile', (s) => `FROM x\nRUN echo 'root:${s}' | chpasswd\n`, { RUN: 's' }],
  [
    'GitHub step env',
    '.github/workflows/a.yml',
    (s) =>
      `jobs:\n  a:\n    steps:\n    - name: x\n      env:\n        AWS_SECRET: ${s}\n        GH: \${{ github.token }}\n      run: aws s3 ls\n`,
    { 'jobs.a.steps[0].env.AWS_SECRET': 's' },
  ],
  [
    'GitHub run curl',
    '.github/workflows/a.yml',
    (s) => `jobs:\n  a:\n    steps:\n    - run: 'curl -H "Authorization: token ${s}" https://api.x'\n`,
    { 'jobs.a.steps[0].run token header': 's' },
  ],
  [
    'GitHub matrix',
    '.github/workflows/a.yml',
    (s) =>
      `jobs:\n  a:\n    strategy:\n      matrix:\n        include:\n        - env: prod\n          api_key: ${s}\n`,
    { 'jobs.a.strategy.matrix.include[0].api_key': 's' },
  ],
  [
    'GitHub action',
    'action.yml',
    (s) => `inputs:\n  token:\n    default: ${s}\nruns: {using: composite}\n`,
    { 'inputs.token.default': 's' },
  ],
  [
    'GitLab job',
    '.gitlab-ci.yml',
    (s, t) =>
      `deploy:\n  variables:\n    KUBE_TOKEN: ${s}\n  before_script:\n  - docker login -u ci -p ${t} registry.x\n  services:\n  - name: postgres\n    variables:\n      POSTGRES_USER: x\n`,
    { 'deploy.before_script[0] login -p': 't', 'deploy.variables.KUBE_TOKEN': 's' },
  ],
  [
    'GitLab variable with a description',
    '.gitlab-ci.yml',
    (s) => `variables:\n  POSTGRES_PASSWORD: {value: ${s}, description: "x"}\n`,
    { 'variables.POSTGRES_PASSWORD.value': 's' },
  ],
  [
    'CircleCI run',
    '.circleci/config.yml',
    (s, t) =>
      `jobs:\n  b:\n    steps:\n    - run:\n        name: x\n        environment:\n          API_KEY: ${s}\n        command: |\n          export DB_PASSWORD=${t}\n          make\n`,
    { 'jobs.b.steps[0].run.command DB_PASSWORD': 't', 'jobs.b.steps[0].run.environment.API_KEY': 's' },
  ],
  [
    'Bitbucket services',
    'bitbucket-pipelines.yml',
    (s) =>
      `definitions:\n  services:\n    mysql:\n      image: mysql\n      variables:\n        MYSQL_ROOT_PASSWORD: '${s}'\n`,
    { 'definitions.services.mysql.variables.MYSQL_ROOT_PASSWORD': 's' },
  ],
  [
    'Azure parameters',
    'ci/azure-pipelines.release.yml',
    (s) => `parameters:\n- name: sqlPassword\n  default: ${s}\njobs: []\n`,
    { 'parameters[0].default': 's' },
  ],
  [
    'Azure az login',
    'azure-pipelines.yml',
    (s) => `steps:\n- bash: |\n    az login --service-principal -u x -p ${s} --tenant y\n`,
    { 'steps[0].bash login -p': 's' },
  ],
  [
    'Drone environment',
    '.drone.yml',
    (s) =>
      `kind: pipeline\nsteps:\n- name: x\n  environment:\n    SSH_PASSWORD: ${s}\n    K: {from_secret: k}\n`,
    { 'steps[0].environment.SSH_PASSWORD': 's' },
  ],
  [
    'Jenkins withCredentials',
    'Jenkinsfile',
    (s) =>
      `node {\n  withCredentials([string(credentialsId: 'x', variable: 'TOKEN')]) { sh 'echo $TOKEN' }\n  def apiKey = "${s}"\n}\n`,
    { apiKey: 's' },
  ],
  [
    'Jenkins docker login',
    'Jenkinsfile',
    (s) => `node {\n  sh """\n    docker login -u bot -p ${s} r.io\n  """\n}\n`,
    { 'sh login -p': 's' },
  ],
  [
    'AppVeyor',
    'appveyor.yml',
    (s) => `environment:\n  API_KEY: ${s}\n  secureK:\n    secure: abcdefghijklmnop==\n`,
    { 'environment.API_KEY': 's' },
  ],
  [
    'buildspec',
    'buildspec.yml',
    (s) =>
      `env:\n  variables:\n    DB_PASSWORD: "${s}"\n  parameter-store:\n    K: /x/y\n  secrets-manager:\n    P: prod/x:password\n`,
    { 'env.variables.DB_PASSWORD': 's' },
  ],
  [
    'Cloud Build arguments',
    'cloudbuild.yaml',
    (s) => `steps:\n- name: x\n  args: ['--build-arg', 'NPM_TOKEN=${s}']\n`,
    { 'steps[0].args[1] NPM_TOKEN': 's' },
  ],
  [
    'Skaffold',
    'skaffold.yaml',
    (s) =>
      `apiVersion: skaffold/v4beta1\nkind: Config\ndeploy:\n  helm:\n    releases:\n    - name: x\n      setValues:\n        db.password: ${s}\n`,
    { 'skaffold/v4beta1/Config/ deploy.helm.releases[0].setValues["db.password"]': 's' },
  ],
  ['DevSpace', 'devspace.yaml', (s) => `vars:\n  DB_PASSWORD: ${s}\n`, { 'vars.DB_PASSWORD': 's' }],
  [
    'dotenv: blanks and a colon',
    '.env.local',
    (s, t) => `export   A_SECRET=${s}\nB_KEY: ${t}\n`,
    { A_SECRET: 's', B_KEY: 't' },
  ],
  ['dotenv: JSON', '.env', (s) => `CONFIG={"password":"${s}"}\n`, { CONFIG: 's' }],
  ['dotenv: URL', '.env', (s) => `REDIS_URL=redis://:${s}@h:6379/0\n`, { REDIS_URL: 's' }],
  ['dotenv: .dist', 'config/prod.env.dist', (s) => `DB_PASSWORD=${s}\n`, { DB_PASSWORD: 's' }],
  [
    'properties: JAAS',
    'kafka.properties',
    (s) =>
      `sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="a" password="${s}";\nssl.keystore.password=\${KS}\n`,
    { 'sasl.jaas.config': 's' },
  ],
  [
    'properties: JDBC URL',
    'x.properties',
    (s) => `jdbc.url=jdbc:mysql://h/d?user=u&password=${s}\n`,
    { 'jdbc.url': 's' },
  ],
  ['php.ini', 'php.ini', (s) => `mysqli.default_pw = ${s}\n`, { '["mysqli.default_pw"]': 's' }],
  ['setup.cfg', 'setup.cfg', (s) => `[pypi]\npassword = ${s}\n`, { 'pypi.password': 's' }],
  ['odbc.ini', 'odbc.ini', (s) => `[dsn]\nUID = x\nPWD = ${s}\n`, { 'dsn.PWD': 's' }],
  [
    'rclone.conf',
    'rclone.conf',
    (s) => `[r]\ntype = s3\nsecret_access_key = ${s}\n`,
    { 'r.secret_access_key': 's' },
  ],
  [
    'grafana.ini',
    'grafana.ini',
    (s) => `[security]\nadmin_user = admin\nadmin_password = ${s}\n;secret_key = x\n`,
    { 'security.admin_password': 's' },
  ],
  [
    'pip.conf',
    'pip.conf',
    (s) => `[global]\nindex-url = https://u:${s}@pypi.x/simple\n`,
    { 'global.index-url': 's' },
  ],
  [
    'Cargo credentials',
    '.cargo/credentials.toml',
    (s) => `[registry]\ntoken = "${s}"\n`,
    { 'registry.token': 's' },
  ],
  [
    'Cargo credentials, old name',
    '.cargo/credentials',
    (s) => `[registry]\ntoken = "${s}"\n`,
    { 'registry.token': 's' },
  ],
  [
    'pyproject source',
    'pyproject.toml',
    (s) => `[[tool.poetry.source]]\nurl = "https://u:${s}@x/simple"\n`,
    { 'tool.poetry.source[0].url': 's' },
  ],
  [
    'Poetry auth.toml',
    'auth.toml',
    (s) => `[http-basic.x]\nusername = "u"\npassword = "${s}"\n`,
    { 'http-basic.x.password': 's' },
  ],
  [
    '.git-credentials',
    '.git-credentials',
    (s) => `https://u:${s}@github.com\n`,
    { '[".git-credentials"]': 's' },
  ],
  [
    '.gitconfig',
    '.gitconfig',
    (s) => `[http]\n\textraheader = AUTHORIZATION: Bearer ${s}\n`,
    { 'http.extraheader': 's' },
  ],
  [
    '.netrc, two machines',
    '.netrc',
    (s, t) => `machine a\n  login x\n  password ${s}\nmachine b login y password ${t}\n`,
    { 'a.password': 's', 'b.password': 't' },
  ],
  [
    '.kube/config',
    '.kube/config',
    (s) => `apiVersion: v1\nclusters: []\nkind: Config\nusers:\n- name: a\n  user: {token: ${s}}\n`,
    { 'v1/Config/ users[0].user.token': 's' },
  ],
  [
    'kubeconfig, auth provider',
    'kubeconfig.yaml',
    (s) =>
      `apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    auth-provider:\n      config:\n        refresh-token: ${s}\n`,
    { 'v1/Config/ users[0].user.auth-provider.config.refresh-token': 's' },
  ],
  ['k3s config', 'config.yaml', (s) => `token: ${s}\nserver: https://x\n`, { token: 's' }],
  [
    'kubeadm',
    'kubeadm.yaml',
    (s) => `apiVersion: kubeadm.k8s.io/v1beta3\nkind: InitConfiguration\ncertificateKey: ${s}\n`,
    { 'kubeadm.k8s.io/v1beta3/InitConfiguration/ certificateKey': 's' },
  ],
  [
    'cert-manager',
    'x.yaml',
    () =>
      `apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: {name: x}\nspec:\n  acme:\n    privateKeySecretRef: {name: letsencrypt-key}\n    solvers:\n    - dns01: {cloudflare: {apiTokenSecretRef: {name: cf, key: api-token}}}\n`,
    {},
  ],
  [
    'Grafana datasource',
    'ds.yaml',
    (s) => `apiVersion: 1\ndatasources:\n- name: x\n  secureJsonData:\n    password: ${s}\n`,
    { 'datasources[0].secureJsonData.password': 's' },
  ],
  [
    'Crossplane',
    'x.yaml',
    (s) =>
      `apiVersion: helm.crossplane.io/v1beta1\nkind: Release\nmetadata: {name: r}\nspec:\n  forProvider:\n    set:\n    - name: auth.password\n      value: ${s}\n`,
    { 'helm.crossplane.io/v1beta1/Release/r spec.forProvider.set[0].value': 's' },
  ],
  [
    'Flux substitute',
    'x.yaml',
    (s) =>
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: r}\nspec:\n  postBuild:\n    substitute:\n      DB_PASSWORD: ${s}\n      REGION: x\n`,
    { 'kustomize.toolkit.fluxcd.io/v1/Kustomization/r spec.postBuild.substitute.DB_PASSWORD': 's' },
  ],
  [
    'Argo ApplicationSet',
    'x.yaml',
    (s) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: r}\nspec:\n  generators:\n  - list:\n      elements:\n      - cluster: a\n        token: ${s}\n`,
    { 'argoproj.io/v1alpha1/ApplicationSet/r spec.generators[0].list.elements[0].token': 's' },
  ],
  [
    'Argo CD cluster',
    'x.yaml',
    (s) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: c, labels: {argocd.argoproj.io/secret-type: cluster}}\nstringData:\n  name: x\n  server: https://x\n  config: |\n    {"bearerToken": "${s}", "tlsClientConfig": {"insecure": false}}\n`,
    { 'v1/Secret/c stringData.config bearerToken': 's' },
  ],
  [
    'Argo CD repository',
    'x.yaml',
    (s) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: c}\nstringData:\n  type: git\n  url: https://github.com/a/b\n  username: bot\n  password: ${s}\n`,
    { 'v1/Secret/c stringData.password': 's' },
  ],
  [
    'Istio header',
    'x.yaml',
    (s) =>
      `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\nspec:\n  http:\n  - headers:\n      request:\n        set:\n          x-api-key: ${s}\n`,
    { 'networking.istio.io/v1/VirtualService/v spec.http[0].headers.request.set.x-api-key': 's' },
  ],
  [
    'Helm values: URL',
    'values.yaml',
    (s) => `config:\n  databaseUrl: postgres://a:${s}@h/d\n`,
    { 'config.databaseUrl': 's' },
  ],
  [
    'Helm values: variables',
    'values.yaml',
    (s) =>
      `extraEnvVars:\n  - name: LDAP_BIND_PASSWORD\n    value: ${s}\n  - name: X\n    valueFrom: {secretKeyRef: {name: a, key: password}}\n`,
    { 'extraEnvVars[0].value': 's' },
  ],
  [
    'Helm values: arguments',
    'values.yaml',
    (s) => `extraArgs:\n  - --client-secret=${s}\n  - --provider=x\n`,
    { 'extraArgs[0]': 's' },
  ],
  [
    'Helm values: map of arguments',
    'values.yaml',
    (s) => `extraArgs:\n  client-secret: ${s}\n  cookie-secret: ""\n`,
    { 'extraArgs.client-secret': 's' },
  ],
  [
    'Helm template: env beside a range',
    'c/templates/x.yaml',
    (s) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        image: "{{ .Values.image }}"\n        env:\n        {{- range .Values.env }}\n        - name: {{ .name }}\n          value: {{ .value | quote }}\n        {{- end }}\n        - name: ADMIN_PASSWORD\n          value: ${s}\n`,
    { 'apps/v1/Deployment/* spec.template.spec.containers[0].env[1].value': 's' },
  ],
  [
    'Helm template: ConfigMap',
    'c/templates/cm.yaml',
    (s) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ include "x" . }}\ndata:\n  app.yaml: |\n    host: {{ .Values.host }}\n    password: ${s}\n`,
    { 'v1/ConfigMap/* data["app.yaml"] password': 's' },
  ],
  [
    'Helm template: b64enc',
    'c/templates/b64.yaml',
    (s) => `apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ndata:\n  password: {{ "${s}" | b64enc }}\n`,
    { 'v1/Secret/x data.password default': 's' },
  ],
  [
    'helmfile set',
    'helmfile.d/01.yaml',
    (s) =>
      `releases:\n  - name: x\n    set:\n      - {name: token, value: ${s}}\n    secrets: [secrets.yaml]\n`,
    { 'releases[0].set[0].value': 's' },
  ],
  [
    'kustomize: URL',
    'kustomization.yml',
    (s) => `configMapGenerator:\n- name: x\n  literals:\n  - DB_URL=mysql://a:${s}@h/d\n`,
    { 'configMapGenerator[0].literals[0] DB_URL': 's' },
  ],
  [
    'kustomize: nothing',
    'kustomization.yaml',
    () =>
      `resources: [a]\nimages: [{name: x, newTag: v1.2.3-abc0123}]\nsecretGenerator: [{name: tls, files: [tls.crt, tls.key], type: kubernetes.io/tls}]\n`,
    {},
  ],
  [
    'strategic patch',
    'db-patch.yaml',
    (s) => `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData:\n  password: ${s}\n`,
    { 'v1/Secret/db stringData.password': 's' },
  ],
  [
    'notebook: map',
    'n.ipynb',
    (s) => JSON.stringify({ cells: [{ source: [`cfg = {"token": "${s}"}\n`, 'x = 1'] }] }, null, 1),
    { 'cells[0].source[0]': 's' },
  ],
  [
    'notebook: environment',
    'n.ipynb',
    (s) => JSON.stringify({ cells: [{ source: [`os.environ["OPENAI_API_KEY"] = "${s}"`] }] }, null, 1),
    { 'cells[0].source[0]': 's' },
  ],
  [
    'notebook: output',
    'n.ipynb',
    (s) =>
      JSON.stringify({ cells: [{ source: ['print(t)'], outputs: [{ text: [`token=${s}\n`] }] }] }, null, 1),
    { 'cells[0].outputs[0].text[0]': 's' },
  ],
  [
    'Postman: header',
    'c.postman_collection.json',
    (s) =>
      JSON.stringify(
        {
          item: [
            {
              request: {
                header: [{ key: 'Authorization', value: 'Bearer ' + s }],
                body: { mode: 'raw', raw: '{"x":1}' },
              },
            },
          ],
        },
        null,
        2,
      ),
    { 'item[0].request.header[0].value': 's' },
  ],
  [
    'Postman: body',
    'c.postman_collection.json',
    (s) =>
      JSON.stringify(
        { item: [{ request: { body: { mode: 'raw', raw: `{\n "password": "${s}"\n}` } } }] },
        null,
        2,
      ),
    { 'item[0].request.body.raw password': 's' },
  ],
  [
    'Insomnia: header',
    'i.json',
    (s) => JSON.stringify({ resources: [{ headers: [{ name: 'X-API-Key', value: s }] }] }, null, 2),
    { 'resources[0].headers[0].value': 's' },
  ],
  [
    'Thunder Client',
    'thunder.json',
    (s) => JSON.stringify({ requests: [{ auth: { type: 'bearer', bearer: s } }] }, null, 2),
    { 'requests[0].auth.bearer': 's' },
  ],
  ['HTTP file: query', 'a.http', (s) => `GET https://x/y?api_key=${s}&z=1\n`, { 'GET.api_key': 's' }],
  [
    'OpenAPI',
    'openapi.yaml',
    () =>
      `openapi: 3.0.0\ncomponents:\n  schemas:\n    Login:\n      properties:\n        password: {type: string, example: hunter22}\n        token:\n          type: string\n          description: the token\n  securitySchemes:\n    apiKey: {type: apiKey, in: header, name: X-API-Key}\n`,
    {},
  ],
  [
    'translation',
    'locales/de.json',
    () =>
      JSON.stringify({
        password: 'Passwort',
        token: 'Zugriffstoken',
        forgot_password: 'Passwort vergessen?',
      }),
    {},
  ],
  [
    'Rails translation',
    'config/locales/en.yml',
    () => `en:\n  devise:\n    passwords:\n      new_password: New password\n      password: Password\n`,
    {},
  ],
  [
    'RBAC',
    'rbac.yaml',
    () =>
      `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: secret-reader}\nrules:\n- apiGroups: [""]\n  resources: [secrets, tokenreviews]\n  verbs: [get]\n`,
    {},
  ],
  [
    'CRD',
    'crd.yaml',
    () =>
      `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\nspec:\n  versions:\n  - schema:\n      openAPIV3Schema:\n        properties:\n          password: {type: string, default: changeit}\n          tokenSecret: {description: Name of the secret, type: string}\n`,
    {},
  ],
  [
    'Helm values: names',
    'values.yaml',
    () =>
      `auth:\n  existingSecret: my-secret\n  secretKeys:\n    adminPasswordKey: postgres-password\n  passwordKey: redis-password\n  usePasswordFiles: false\ntls:\n  secretName: tls-secret\nserviceAccount:\n  automountServiceAccountToken: true\nimagePullSecrets: [regcred]\nnetworkPolicy: {allow: true}\n`,
    {},
  ],
  [
    'placeholders',
    's.yaml',
    () =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  password: "<password>"\n  a: changeme\n  b: REPLACE_ME\n  c: \${DB_PASSWORD}\n  d: xxxxxxxx\n  e: your-api-key-here\n`,
    {},
  ],
  [
    'Vault annotations',
    'd.yaml',
    () =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec:\n  template:\n    metadata:\n      annotations:\n        vault.hashicorp.com/agent-inject-secret-db: secret/data/prod/db\n        vault.hashicorp.com/role: app\n        checksum/secret: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n`,
    {},
  ],
  [
    'SecretProviderClass',
    'd.yaml',
    () =>
      `apiVersion: secrets-store.csi.x-k8s.io/v1\nkind: SecretProviderClass\nmetadata: {name: x}\nspec:\n  provider: azure\n  parameters:\n    keyvaultName: kv\n    tenantId: 72f988bf-86f1-41af-91ab-2d7cd011db47\n    objects: |\n      - objectName: db-password\n        objectType: secret\n`,
    {},
  ],
  [
    'settings about secrets',
    'compose.yml',
    () =>
      `services:\n  a:\n    image: x\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/pw\n      TOKEN_URL: https://x/oauth/token\n      AUTH_TYPE: basic\n      JWT_ALGORITHM: HS256\n      PASSWORD_MIN_LENGTH: "12"\n      SECRET_NAME: prod/db\n      KEY_ID: abc123\n`,
    {},
  ],
  [
    'Workflow: a header beside an action',
    'wf.yaml',
    (s) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\nspec:\n  templates:\n  - container:\n      args: ["curl -H 'Authorization: Bearer ${s}' https://x/{{inputs.parameters.p}}"]\n`,
    { 'argoproj.io/v1alpha1/Workflow/a spec.templates[0].container.args[0]': 's' },
  ],
  [
    'Flux: a default in a Secret',
    's.yaml',
    (s) => `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  x: \${DB_PASSWORD:=${s}}\n`,
    { 'v1/Secret/a stringData.x DB_PASSWORD': 's' },
  ],
  [
    'Helm: a default in a Secret',
    'c/templates/s.yaml',
    (s) =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .x }}\n{{- if .y }}\nstringData:\n  x: {{ .Values.a | default "${s}" | quote }}\n{{- end }}\n`,
    { 'v1/Secret/* stringData.x default': 's' },
  ],
  [
    'Ansible: a default of a lookup',
    'group_vars/all.yml',
    (s) => `jwt_secret: "{{ lookup('env','JWT') | default('${s}') }}"\napi: "{{ vault_api }}"\n`,
    { 'jwt_secret default': 's' },
  ],
  [
    'GitHub: a fallback of a secret',
    '.github/workflows/a.yml',
    (s) => `env:\n  NPM_TOKEN: \${{ secrets.NPM_TOKEN || '${s}' }}\n  B: \${{ github.ref || 'main' }}\n`,
    { 'env.NPM_TOKEN default': 's' },
  ],
  [
    'Jenkins: parameters and headers',
    'Jenkinsfile.release',
    (s, t) =>
      `parameters { password(name: 'TOKEN', defaultValue: '${s}') }\nhttpRequest customHeaders: [[name: 'X-Api-Key', value: '${t}']]\n`,
    { TOKEN: 's', 'X-Api-Key': 't' },
  ],
  [
    'tfvars: a map of tokens',
    'a.tfvars',
    (s, t) => `api_tokens = { github = "${s}", slack = "${t}" }\ntoken_settings = { region = "eu-west-1" }\n`,
    { 'api_tokens.github': 's', 'api_tokens.slack': 't' },
  ],
  [
    'INI: three quotes',
    'grafana.ini',
    (s) => `[database]\npassword = """${s}"""\n[x]\nb = ""\n`,
    { 'database.password': 's' },
  ],
  [
    'Postman: an API key',
    'a.postman_collection.json',
    (s) =>
      `{"auth": {"type": "apikey", "apikey": [{"key": "value", "value": "${s}"}, {"key": "key", "value": "X-Key"}]}}`,
    { 'auth.apikey[0].value': 's' },
  ],
  [
    'HTTP file: a user and a password',
    'a.http',
    (s) => `GET https://x\nAuthorization: Basic bob ${s}\n`,
    { 'Authorization.password': 's' },
  ],
  [
    'ConfigMap: SQL',
    'cm.yaml',
    (s, t) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  init.sql: |\n    CREATE USER app WITH PASSWORD '${s}';\n    ALTER USER x IDENTIFIED BY '${t}';\n`,
    { 'v1/ConfigMap/a data["init.sql"] sql password': 's', 'v1/ConfigMap/a data["init.sql"]': 't' },
  ],
  [
    'Helm release: values and what they rendered',
    's.yaml',
    (s) => {
      const release = { config: { db: { password: s } }, manifest: `kind: X\nspec:\n  password: ${s}\n` };
      const packed = gzipSync(JSON.stringify(release)).toString('base64');
      return `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: helm.sh/release.v1\ndata:\n  release: ${b64(packed)}\n`;
    },
    {
      'v1/Secret/a data.release config db.password': 's',
      'v1/Secret/a data.release manifest spec.password': 's',
    },
  ],
  [
    'Secret: a file without a secret, a user, a word',
    's.yaml',
    (s) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  a.username_in: muser\n  a.password_in: ${s}\n  prometheus.yml: |\n    global:\n      scrape_interval: 1m\n    scrape_configs:\n    - job_name: x\ndata:\n  foo: YmFy\n`,
    { 'v1/Secret/a stringData["a.password_in"]': 's' },
  ],
  [
    'ConfigMap: a key, a blank, a value',
    'cm.yaml',
    (s) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  fluent.conf: |\n    <match **>\n      user elastic\n      password ${s}\n    </match>\n`,
    { 'v1/ConfigMap/a data["fluent.conf"] password': 's' },
  ],
  [
    'Kustomization: operations on one line',
    'kustomization.yaml',
    (s) =>
      `patches:\n- target: {kind: Secret}\n  patch: '[{"op":"add","path":"/stringData/password","value":"${s}"}]'\n`,
    { 'patches[0].patch [0].value': 's' },
  ],
  [
    'Compose: a variable before the command',
    'compose.yaml',
    (s) => `services:\n  a:\n    image: x\n    entrypoint: ["sh", "-c", "TOKEN=${s} exec app"]\n`,
    { 'services.a.entrypoint[2] TOKEN': 's' },
  ],
  [
    'Azure: a key of NuGet',
    'azure-pipelines.yml',
    (s) => `variables: {apiKey: $(k)}\nsteps:\n- script: dotnet nuget push -k ${s} x.nupkg\n`,
    { 'steps[0].script nuget -k': 's' },
  ],
  [
    'Jenkins: names of secrets',
    'Jenkinsfile',
    () =>
      `withVault(vaultSecrets: [[path: 'secret/app', secretValues: [[envVar: 'DB_PASSWORD', vaultKey: 'password_v2']]]]) { sh 'x' }\nusernamePassword(credentialsId: 'nexus-2024', passwordVariable: 'NEXUS_PASSWORD')\n`,
    {},
  ],
  [
    'Values: a Secret that is a template, with a file in it',
    'ci/x-values.yaml',
    (s) =>
      `extraManifests:\n  - |\n    apiVersion: v1\n    kind: Secret\n    metadata:\n      name: {{ .Values.name }}\n    stringData:\n      prometheus.yml: |\n        global:\n          scrape_interval: 1m\n        rule_files:\n          - /etc/config/rules.yml\n      token: ${s}\n`,
    { 'extraManifests[0] stringData.token': 's' },
  ],
];
