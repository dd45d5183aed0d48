import { base64 as b64, value as rnd } from './case.ts';

/**
 * A document with one or two secrets in it, and where each is to be found: address to secret. Nothing else may be found.
 */
export type FindingCase = readonly [
  title: string,
  path: string,
  text: (s: string, t: string) => string,
  found: Readonly<Record<string, 's' | 't'>>,
];

export const findingCases: readonly FindingCase[] = [
  [
    'dockerconfigjson stringData',
    's.yaml',
    (s) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: reg, namespace: prod}\ntype: kubernetes.io/dockerconfigjson\nstringData:\n  .dockerconfigjson: '{"auths":{"r.io":{"username":"u","password":"${s}","auth":"${b64('u:' + s)}"}}}'\n`,
    {
      'v1/Secret/prod/reg stringData[".dockerconfigjson"] auths["r.io"].password': 's',
      'v1/Secret/prod/reg stringData[".dockerconfigjson"] auths["r.io"].auth': 's',
    },
  ],
  [
    'dockerconfigjson data',
    's.yaml',
    (s, t) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: reg, namespace: prod}\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: ${b64(JSON.stringify({ auths: { 'r.io': { auth: b64('u:' + s) }, 'q.io': { auth: b64('bot:' + t) } } }))}\n`,
    {
      'v1/Secret/prod/reg data[".dockerconfigjson"] auths["r.io"].auth': 's',
      'v1/Secret/prod/reg data[".dockerconfigjson"] auths["q.io"].auth': 't',
    },
  ],
  [
    'opaque with properties file',
    's.yaml',
    (s, t) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: app}\nstringData:\n  application.properties: |\n    server.port=8080\n    spring.datasource.password=${s}\n  config.yaml: |\n    db:\n      host: h\n      password: ${t}\n`,
    {
      'v1/Secret/app stringData["application.properties"] spring.datasource.password': 's',
      'v1/Secret/app stringData["config.yaml"] db.password': 't',
    },
  ],
  [
    'opaque data with env file',
    's.yaml',
    (s, t) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: app}\ndata:\n  .env: ${b64(`PORT=1\nDB_PASSWORD=${s}\n`)}\n  token: ${b64(t)}\n`,
    { 'v1/Secret/app data[".env"] DB_PASSWORD': 's', 'v1/Secret/app data.token': 't' },
  ],
  [
    'configmap json',
    'c.yaml',
    (s) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata:\n  config.json: |\n    {"db": {"password": "${s}"}}\n  plain: hello\n`,
    { 'v1/ConfigMap/app data["config.json"] db.password': 's' },
  ],
  [
    'configmap shell',
    'c.yaml',
    (s) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata:\n  run.sh: |\n    #!/bin/sh\n    export API_TOKEN="${s}"\n    exec app\n`,
    { 'v1/ConfigMap/app data["run.sh"] API_TOKEN': 's' },
  ],
  [
    'configmap nginx conf',
    'c.yaml',
    (s) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata:\n  nginx.conf: |\n    server {\n      proxy_set_header Authorization "Bearer ${s}";\n    }\n`,
    { 'v1/ConfigMap/app data["nginx.conf"]': 's' },
  ],
  [
    'configmap key',
    'c.yaml',
    (s) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata:\n  DB_PASSWORD: ${s}\n  DATABASE_URL: postgres://app:${s}@db:5432/app\n`,
    { 'v1/ConfigMap/app data.DB_PASSWORD': 's', 'v1/ConfigMap/app data.DATABASE_URL': 's' },
  ],
  [
    'last applied',
    'd.yaml',
    (s) =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      {"apiVersion":"v1","data":{"password":"${b64(s)}"},"kind":"Secret","metadata":{"name":"db"}}\ndata:\n  password: ${b64(s)}\n`,
    {
      'v1/Secret/db metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"] data.password':
        's',
      'v1/Secret/db data.password': 's',
    },
  ],
  [
    'probe headers',
    'd.yaml',
    (s, t) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        livenessProbe:\n          httpGet:\n            httpHeaders:\n            - name: Authorization\n              value: Bearer ${s}\n            - {name: X-Api-Key, value: ${t}}\n`,
    {
      'apps/v1/Deployment/web spec.template.spec.containers[0].livenessProbe.httpGet.httpHeaders[0].value':
        's',
      'apps/v1/Deployment/web spec.template.spec.containers[0].livenessProbe.httpGet.httpHeaders[1].value':
        't',
    },
  ],
  [
    'args flags',
    'd.yaml',
    (s, t) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        args: ["--db-password=${s}", "--user", "admin", "--api-token", "${t}"]\n`,
    {
      'apps/v1/Deployment/web spec.template.spec.containers[0].args[0]': 's',
      'apps/v1/Deployment/web spec.template.spec.containers[0].args[4]': 't',
    },
  ],
  [
    'args flags block',
    'd.yaml',
    (s, t) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        command:\n        - redis-server\n        - --requirepass\n        - ${s}\n        - --masterauth\n        - ${t}\n`,
    {
      'apps/v1/Deployment/web spec.template.spec.containers[0].command[2]': 's',
      'apps/v1/Deployment/web spec.template.spec.containers[0].command[4]': 't',
    },
  ],
  [
    'command shell',
    'd.yaml',
    (s) =>
      `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n          - name: a\n            command: ["sh", "-c", "PGPASSWORD=${s} pg_dump -h db"]\n`,
    { 'batch/v1/CronJob/c spec.jobTemplate.spec.template.spec.containers[0].command[2]': 's' },
  ],
  [
    'knative',
    'k.yaml',
    (s) =>
      `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: hello}\nspec:\n  template:\n    spec:\n      containers:\n      - image: x\n        env:\n        - name: STRIPE_SECRET\n          value: "${s}"\n`,
    { 'serving.knative.dev/v1/Service/hello spec.template.spec.containers[0].env[0].value': 's' },
  ],
  [
    'argo rollout',
    'k.yaml',
    (s) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r}\nspec:\n  template:\n    spec:\n      containers:\n      - env: [{name: DB_PASSWORD, value: "${s}"}]\n`,
    { 'argoproj.io/v1alpha1/Rollout/r spec.template.spec.containers[0].env[0].value': 's' },
  ],
  [
    'argo workflow',
    'k.yaml',
    (s, t) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: w-}\nspec:\n  arguments:\n    parameters:\n    - name: api-token\n      value: ${s}\n  templates:\n  - name: x\n    container:\n      image: a\n      env:\n      - {name: PASSWORD, value: ${t}}\n`,
    {
      'argoproj.io/v1alpha1/Workflow/w- spec.arguments.parameters[0].value': 's',
      'argoproj.io/v1alpha1/Workflow/w- spec.templates[0].container.env[0].value': 't',
    },
  ],
  [
    'argo workflow script',
    'k.yaml',
    (s) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: w-}\nspec:\n  templates:\n  - name: x\n    script:\n      image: a\n      source: |\n        export TOKEN=${s}\n        curl x\n`,
    { 'argoproj.io/v1alpha1/Workflow/w- spec.templates[0].script.source': 's' },
  ],
  [
    'tekton',
    'k.yaml',
    (s, t) =>
      `apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\nspec:\n  params:\n  - name: registry-password\n    default: ${s}\n  steps:\n  - name: a\n    image: x\n    env:\n    - name: API_KEY\n      value: ${t}\n`,
    {
      'tekton.dev/v1/Task/t spec.params[0].default': 's',
      'tekton.dev/v1/Task/t spec.steps[0].env[0].value': 't',
    },
  ],
  [
    'tekton pipelinerun',
    'k.yaml',
    (s) =>
      `apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: {name: t}\nspec:\n  params:\n  - name: git-token\n    value: ${s}\n`,
    { 'tekton.dev/v1/PipelineRun/t spec.params[0].value': 's' },
  ],
  [
    'HelmRelease',
    'k.yaml',
    (s) =>
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: r, namespace: a}\nspec:\n  values:\n    auth:\n      rootPassword: ${s}\n`,
    { 'helm.toolkit.fluxcd.io/v2/HelmRelease/a/r spec.values.auth.rootPassword': 's' },
  ],
  [
    'argo Application helm',
    'k.yaml',
    (s, t) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n  source:\n    helm:\n      parameters:\n      - name: auth.password\n        value: ${s}\n      values: |\n        redis:\n          password: ${t}\n`,
    {
      'argoproj.io/v1alpha1/Application/a spec.source.helm.values redis.password': 't',
      'argoproj.io/v1alpha1/Application/a spec.source.helm.parameters[0].value': 's',
    },
  ],
  [
    'argo Application valuesObject',
    'k.yaml',
    (s) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n  source:\n    helm:\n      valuesObject: {redis: {auth: {password: ${s}}}}\n`,
    { 'argoproj.io/v1alpha1/Application/a spec.source.helm.valuesObject.redis.auth.password': 's' },
  ],
  [
    'CRD by general rule',
    'k.yaml',
    (s) =>
      `apiVersion: acid.zalan.do/v1\nkind: postgresql\nmetadata: {name: a}\nspec:\n  replication:\n    password: ${s}\n    secretName: foo\n`,
    { 'acid.zalan.do/v1/postgresql/a spec.replication.password': 's' },
  ],
  [
    'helmfile',
    'helmfile.yaml',
    (s, t) =>
      `releases:\n- name: db\n  chart: bitnami/postgresql\n  set:\n  - name: auth.password\n    value: ${s}\n  values:\n  - auth:\n      postgresPassword: ${t}\n  - values.yaml\n`,
    { 'releases[0].set[0].value': 's', 'releases[0].values[0].auth.postgresPassword': 't' },
  ],
  [
    'helmfile gotmpl',
    'helmfile.yaml.gotmpl',
    (s) =>
      `environments:\n  default:\n    values:\n    - dbPassword: ${s}\n{{ if eq .Environment.Name "x" }}\nreleases: []\n{{ end }}\n`,
    { 'environments.default.values[0].dbPassword': 's' },
  ],
  [
    'helm template literal',
    'chart/templates/secret.yaml',
    (s) =>
      `{{- if .Values.on }}\napiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ include "x" . }}\n  labels:\n    {{- include "x.labels" . | nindent 4 }}\nstringData:\n  password: ${s}\n  other: {{ .Values.pw | quote }}\n{{- end }}\n`,
    { 'v1/Secret/* stringData.password': 's' },
  ],
  [
    'helm template default',
    'chart/templates/d.yaml',
    (s) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        env:\n        - name: DB_PASSWORD\n          value: {{ .Values.password | default "${s}" | quote }}\n`,
    { 'apps/v1/Deployment/* spec.template.spec.containers[0].env[0].value default': 's' },
  ],
  [
    'kustomize literals',
    'kustomization.yaml',
    (s, t) =>
      `resources: [a.yaml]\nsecretGenerator:\n- name: db\n  literals:\n  - password=${s}\n  - user=app\nconfigMapGenerator:\n- name: c\n  literals: ["API_TOKEN=${t}", LOG=info]\n`,
    { 'secretGenerator[0].literals[0] password': 's', 'configMapGenerator[0].literals[0] API_TOKEN': 't' },
  ],
  [
    'kustomize inline patches',
    'kustomization.yaml',
    (s, t) =>
      `patches:\n- target: {kind: Deployment}\n  patch: |-\n    - op: add\n      path: /spec/template/spec/containers/0/env/-\n      value:\n        name: DB_PASSWORD\n        value: ${s}\n- patch: |\n    apiVersion: v1\n    kind: Secret\n    metadata: {name: x}\n    stringData:\n      token: ${t}\n`,
    { 'patches[0].patch [0].value.value': 's', 'patches[1].patch stringData.token': 't' },
  ],
  [
    'kustomize json6902 file',
    'patch.yaml',
    (s) =>
      `- op: replace\n  path: /spec/template/spec/containers/0/env/0/value\n  value: x\n- op: add\n  path: /stringData/password\n  value: ${s}\n`,
    { '[1].value': 's' },
  ],
  [
    'kustomize json6902 json',
    'patch.json',
    (s) => `[{"op":"replace","path":"/stringData/api-token","value":"${s}"}]`,
    { '[0].value': 's' },
  ],
  [
    'component',
    'components/x/kustomization.yaml',
    (s) =>
      `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nsecretGenerator:\n- name: a\n  behavior: merge\n  literals: [key=${s}]\n`,
    { 'secretGenerator[0].literals[0] key': 's' },
  ],
  [
    'compose env',
    'docker-compose.yml',
    (s, t) =>
      `services:\n  db:\n    image: x\n    environment:\n      POSTGRES_PASSWORD: ${s}\n    healthcheck:\n      test: ["CMD-SHELL", "mysqladmin ping -p${t}"]\n`,
    { 'services.db.healthcheck.test[1] mysql -p': 't', 'services.db.environment.POSTGRES_PASSWORD': 's' },
  ],
  [
    'compose healthcheck flags',
    'compose.yml',
    (s) =>
      `services:\n  db:\n    image: x\n    healthcheck:\n      test: ["CMD", "redis-cli", "-a", "${s}", "ping"]\n`,
    { 'services.db.healthcheck.test[3]': 's' },
  ],
  [
    'compose command',
    'compose.yml',
    (s, t) =>
      `services:\n  redis:\n    image: x\n    command: redis-server --requirepass ${s} --appendonly yes\n  db:\n    image: y\n    command: ["--password=${t}"]\n`,
    { 'services.redis.command': 's', 'services.db.command[0]': 't' },
  ],
  [
    'compose x- anchors',
    'compose.yml',
    (s) =>
      `x-db: &db\n  DB_PASSWORD: ${s}\nservices:\n  a:\n    image: x\n    environment:\n      <<: *db\n      X: 1\n`,
    { 'x-db.DB_PASSWORD': 's' },
  ],
  [
    'compose configs content',
    'compose.yml',
    (s, t) =>
      `services:\n  a:\n    image: x\n    build:\n      context: .\n      args:\n      - NPM_TOKEN=${s}\nconfigs:\n  c:\n    content: |\n      password=${t}\n`,
    { 'services.a.build.args[0] NPM_TOKEN': 's', 'configs.c.content password': 't' },
  ],
  [
    'compose labels',
    'compose.yml',
    (s) => `services:\n  a:\n    image: x\n    labels:\n      - "traefik.http.routers.x.token=${s}"\n`,
    { 'services.a.labels[0] traefik.http.routers.x.token': 's' },
  ],
  [
    'compose default',
    'compose.yml',
    (s) => `services:\n  a:\n    image: x\n    environment:\n      - DB_PASSWORD=\${DB_PASSWORD:-${s}}\n`,
    { 'services.a.environment[0] DB_PASSWORD ~2': 's' },
  ],
  [
    'Dockerfile',
    'Dockerfile',
    (s, t) => `FROM a\nENV DB_PASSWORD=${s}\nARG TOKEN=${t}\nRUN echo hi\n`,
    { 'ENV.DB_PASSWORD': 's', 'ARG.TOKEN': 't' },
  ],
  [
    'Dockerfile RUN flags',
    'Dockerfile',
    (s) => `FROM a\nRUN curl -H "Authorization: Bearer ${s}" https://x.io\n`,
    { RUN: 's' },
  ],
  [
    'Dockerfile heredoc',
    'Dockerfile',
    (s) => `FROM a\nCOPY <<EOF /etc/app.properties\ndb.password=${s}\nEOF\nRUN x\n`,
    { 'COPY.heredoc ["db.password"]': 's' },
  ],
  [
    'Dockerfile heredoc run',
    'Dockerfile',
    (s) => `FROM a\nRUN <<EOF\nexport NPM_TOKEN=${s}\nnpm ci\nEOF\n`,
    { 'RUN.heredoc NPM_TOKEN': 's' },
  ],
  [
    'GHA',
    '.github/workflows/a.yml',
    (s, t) =>
      `on: push\nenv:\n  API_TOKEN: ${s}\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: curl -u user:\${{ secrets.X }} https://x\n    - uses: docker/login-action@v3\n      with:\n        username: bot\n        password: ${t}\n`,
    { 'env.API_TOKEN': 's', 'jobs.a.steps[1].with.password': 't' },
  ],
  [
    'GHA services',
    '.github/workflows/a.yml',
    (s) =>
      `jobs:\n  a:\n    services:\n      pg:\n        image: postgres\n        env:\n          POSTGRES_PASSWORD: ${s}\n    steps:\n    - run: echo "\${{ secrets.TOKEN }}"\n`,
    { 'jobs.a.services.pg.env.POSTGRES_PASSWORD': 's' },
  ],
  [
    'GHA run',
    '.github/workflows/a.yml',
    (s) => `jobs:\n  a:\n    steps:\n    - run: |\n        docker login -u bot -p ${s} r.io\n`,
    { 'jobs.a.steps[0].run login -p': 's' },
  ],
  [
    'GitLab',
    '.gitlab-ci.yml',
    (s, t) =>
      `variables:\n  DEPLOY_TOKEN: "${s}"\njob:\n  script:\n    - export DB_PASSWORD=${t}\n    - make\n`,
    { 'job.script[0] DB_PASSWORD': 't', 'variables.DEPLOY_TOKEN': 's' },
  ],
  [
    'CircleCI',
    '.circleci/config.yml',
    (s) =>
      `version: 2.1\njobs:\n  b:\n    docker:\n    - image: x\n      auth:\n        username: u\n        password: ${s}\n    steps: [checkout]\n`,
    { 'jobs.b.docker[0].auth.password': 's' },
  ],
  [
    'Bitbucket',
    'bitbucket-pipelines.yml',
    (s) =>
      `pipelines:\n  default:\n  - step:\n      script:\n      - export AWS_SECRET=${s}\n      services: [docker]\n`,
    { 'pipelines.default[0].step.script[0] AWS_SECRET': 's' },
  ],
  [
    'Azure',
    'azure-pipelines.yml',
    (s, t) =>
      `variables:\n- name: sqlPassword\n  value: ${s}\n- group: secret-group\nsteps:\n- task: X@1\n  inputs:\n    apiKey: ${t}\n- script: echo $(TOKEN)\n`,
    { 'variables[0].value': 's', 'steps[0].inputs.apiKey': 't' },
  ],
  [
    'Azure map',
    'azure-pipelines.yml',
    (s) => `variables:\n  dbPassword: ${s}\nsteps:\n- bash: |\n    echo hi\n  env:\n    MY: $(tok)\n`,
    { 'variables.dbPassword': 's' },
  ],
  [
    'Drone',
    '.drone.yml',
    (s) =>
      `kind: pipeline\nsteps:\n- name: a\n  image: plugins/docker\n  settings:\n    username: u\n    password: ${s}\n    token: {from_secret: t}\n`,
    { 'steps[0].settings.password': 's' },
  ],
  [
    'Woodpecker',
    '.woodpecker.yml',
    (s) => `steps:\n  a:\n    image: x\n    environment:\n      - TOKEN=${s}\n`,
    { 'steps.a.environment[0] TOKEN': 's' },
  ],
  [
    'Jenkinsfile',
    'Jenkinsfile',
    (s, t) =>
      `pipeline {\n  environment {\n    DB_PASSWORD = '${s}'\n    X = credentials('id')\n  }\n  stages { stage('a') { steps { sh "curl -H 'Authorization: Bearer ${t}' https://x" } } }\n}\n`,
    { sh: 't', DB_PASSWORD: 's' },
  ],
  [
    'Jenkinsfile withEnv',
    'Jenkinsfile',
    (s) => `node { withEnv(["API_TOKEN=${s}"]) { sh 'make' } }\n`,
    { API_TOKEN: 's' },
  ],
  [
    'Travis',
    '.travis.yml',
    (s) => `env:\n  global:\n    - API_TOKEN=${s}\n    - secure: ${'A'.repeat(30)}${s}=\n`,
    { 'env.global[0] API_TOKEN': 's' },
  ],
  [
    'Travis matrix str',
    '.travis.yml',
    (s) => `env:\n  - A=1 DB_PASSWORD=${s} C=2\n`,
    { 'env[0] DB_PASSWORD': 's' },
  ],
  [
    'dotenv',
    '.env',
    (s, t) => `export A_PASSWORD='${s}'\nB_TOKEN="${t}" # c\n`,
    { A_PASSWORD: 's', B_TOKEN: 't' },
  ],
  ['dotenv spaces', 'app.env', (s) => `DB_PASSWORD = ${s}\n`, { DB_PASSWORD: 's' }],
  [
    'properties',
    'app.properties',
    (s) => `spring.datasource.password=${s}\nspring.datasource.username=sa\n`,
    { 'spring.datasource.password': 's' },
  ],
  [
    'properties default',
    'application.properties',
    (s) => `spring.datasource.password=\${DB_PASSWORD:${s}}\n`,
    { 'spring.datasource.password default': 's' },
  ],
  [
    'spring yml default',
    'application.yml',
    (s, t) =>
      `spring:\n  datasource:\n    password: \${DB_PASSWORD:${s}}\n    url: jdbc:postgresql://h/db?user=a&password=${t}\n`,
    { 'spring.datasource.password DB_PASSWORD': 's', 'spring.datasource.url': 't' },
  ],
  ['ini', 'config.ini', (s) => `[database]\npassword = ${s}\nuser = x\n`, { 'database.password': 's' }],
  [
    'toml',
    'config.toml',
    (s, t) => `[db]\npassword = "${s}"\n[[keys]]\napi_key = '${t}'\n`,
    { 'db.password': 's', 'keys[0].api_key': 't' },
  ],
  ['jsonc', 'settings.jsonc', (s) => `{\n  // comment\n  "apiKey": "${s}", /* x */\n}\n`, { apiKey: 's' }],
  [
    'maven',
    'settings.xml',
    (s) =>
      `<settings><servers><server><id>r</id><username>u</username><password>${s}</password></server></servers></settings>\n`,
    { 'settings.servers.server.password': 's' },
  ],
  [
    'maven pretty',
    'settings.xml',
    (s) =>
      `<settings>\n  <servers>\n    <server>\n      <id>r</id>\n      <passphrase>${s}</passphrase>\n    </server>\n  </servers>\n</settings>\n`,
    { 'settings.servers.server.passphrase': 's' },
  ],
  [
    'dotnet config',
    'web.config',
    (s, t) =>
      `<configuration>\n  <appSettings>\n    <add key="ApiKey" value="${s}" />\n  </appSettings>\n  <connectionStrings>\n    <add name="Db" connectionString="Server=h;Database=d;User Id=u;Password=${t};" />\n  </connectionStrings>\n</configuration>\n`,
    {
      'configuration.appSettings.add[ApiKey]@value': 's',
      'configuration.connectionStrings.add[Db]@connectionString': 't',
    },
  ],
  [
    'android strings',
    'app/src/main/res/values/strings.xml',
    (s) =>
      `<resources>\n  <string name="app_name">Foo</string>\n  <string name="api_secret">${s}</string>\n</resources>\n`,
    { 'resources.string[api_secret]': 's' },
  ],
  [
    'spring xml',
    'beans.xml',
    (s, t) =>
      `<beans>\n  <bean id="ds" class="x">\n    <property name="password" value="${s}"/>\n    <property name="secretKey"><value>${t}</value></property>\n  </bean>\n</beans>\n`,
    { 'beans.bean[ds].property[password]@value': 's', 'beans.bean[ds].property[secretKey].value': 't' },
  ],
  [
    'hibernate',
    'hibernate.cfg.xml',
    (s) =>
      `<hibernate-configuration><session-factory><property name="hibernate.connection.password">${s}</property></session-factory></hibernate-configuration>\n`,
    { 'hibernate-configuration.session-factory.property[hibernate.connection.password]': 's' },
  ],
  [
    'tomcat',
    'context.xml',
    (s) => `<Context><Resource name="jdbc/x" username="u" password="${s}" url="jdbc:x"/></Context>\n`,
    { 'Context.Resource[jdbc/x]@password': 's' },
  ],
  [
    'nuget',
    'NuGet.Config',
    (s) =>
      `<configuration><packageSourceCredentials><feed><add key="Username" value="u" /><add key="ClearTextPassword" value="${s}" /></feed></packageSourceCredentials></configuration>\n`,
    { 'configuration.packageSourceCredentials.feed.add[ClearTextPassword]@value': 's' },
  ],
  [
    'terraform',
    'main.tf',
    (s, t) =>
      `provider "x" {\n  token = "${s}"\n}\nresource "aws_db_instance" "d" {\n  password = "${t}"\n  username = var.user\n}\n`,
    { 'provider.x.token': 's', 'resource.aws_db_instance.d.password': 't' },
  ],
  [
    'terraform var',
    'variables.tf',
    (s) => `variable "db_password" {\n  type = string\n  default = "${s}"\n}\n`,
    { 'variable.db_password.default': 's' },
  ],
  [
    'terraform env map',
    'main.tf',
    (s) =>
      `resource "aws_lambda_function" "f" {\n  environment {\n    variables = {\n      DB_PASSWORD = "${s}"\n      LOG = "x"\n    }\n  }\n}\n`,
    { 'resource.aws_lambda_function.f.environment.variables.DB_PASSWORD': 's' },
  ],
  [
    'terraform jsonencode',
    'main.tf',
    (s) =>
      `resource "a" "b" {\n  container_definitions = jsonencode([{\n    environment = [\n      { name = "API_TOKEN", value = "${s}" }\n    ]\n  }])\n}\n`,
    { 'resource.a.b.container_definitions.jsonencode.environment.value': 's' },
  ],
  ['terraform locals list', 'x.tf', (s) => `locals {\n  tokens = ["${s}"]\n}\n`, { 'locals.tokens[0]': 's' }],
  [
    'terraform user_data',
    'x.tf',
    (s) =>
      `resource "a" "b" {\n  user_data = <<-EOF\n    #!/bin/bash\n    export DB_PASSWORD="${s}"\n  EOF\n}\n`,
    { '["resource.a.b"].user_data DB_PASSWORD': 's' },
  ],
  ['tfvars', 'prod.tfvars', (s) => `db_password = "${s}"\nregion = "eu-west-1"\n`, { db_password: 's' }],
  ['tfvars json', 'prod.tfvars.json', (s) => `{"db_password": "${s}"}`, { db_password: 's' }],
  [
    'tfstate',
    'terraform.tfstate',
    (s, t) =>
      JSON.stringify(
        {
          version: 4,
          outputs: { db_password: { value: s, type: 'string', sensitive: true } },
          resources: [
            {
              mode: 'managed',
              type: 'random_password',
              name: 'p',
              instances: [{ attributes: { id: 'none', result: t, length: 20 } }],
            },
          ],
        },
        null,
        2,
      ),
    { 'outputs.db_password.value': 's', 'resources[0].instances[0].attributes.result': 't' },
  ],
  [
    'ansible',
    'group_vars/all.yml',
    (s) =>
      `db_password: ${s}\nv: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3132333435363738393031323334353637383930\n`,
    { db_password: 's' },
  ],
  [
    'ansible playbook',
    'site.yml',
    (s, t) =>
      `- hosts: all\n  vars:\n    api_token: "${s}"\n  tasks:\n  - mysql_user:\n      name: bob\n      password: ${t}\n  - shell: echo "{{ vaulted }}"\n`,
    { '[0].vars.api_token': 's', '[0].tasks[0].mysql_user.password': 't' },
  ],
  [
    'ansible k=v',
    'tasks/main.yml',
    (s) => `- name: user\n  mysql_user: name=bob password=${s} priv=*.*:ALL\n`,
    { '[0].mysql_user': 's' },
  ],
  [
    'ansible inventory',
    'inventory/hosts.ini',
    (s) => `[web]\nh1 ansible_host=10.0.0.1 ansible_user=root ansible_password=${s}\n`,
    { 'web.h1.ansible_password': 's' },
  ],
  [
    'ansible inventory noext',
    'inventory/hosts',
    (s) => `[web]\nh1 ansible_user=root ansible_ssh_pass=${s}\n`,
    { 'web.h1.ansible_ssh_pass': 's' },
  ],
  [
    'cfn',
    'template.yaml',
    (s, t) =>
      `AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  DBPassword:\n    Type: String\n    Default: ${s}\nResources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      MasterUserPassword: ${t}\n      MasterUsername: !Ref U\n`,
    { 'Parameters.DBPassword.Default': 's', 'Resources.Db.Properties.MasterUserPassword': 't' },
  ],
  [
    'cfn env',
    'cfn.json',
    (s) =>
      JSON.stringify(
        {
          AWSTemplateFormatVersion: '2010-09-09',
          Resources: {
            F: {
              Type: 'AWS::Lambda::Function',
              Properties: { Environment: { Variables: { API_TOKEN: s } } },
            },
          },
        },
        null,
        1,
      ),
    { 'Resources.F.Properties.Environment.Variables.API_TOKEN': 's' },
  ],
  [
    'sam',
    'template.yml',
    (s) =>
      `Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n    Environment:\n      Variables:\n        STRIPE_API_KEY: ${s}\nResources:\n  A:\n    Properties:\n      X: !Sub '\${A}-x'\n`,
    { 'Globals.Function.Environment.Variables.STRIPE_API_KEY': 's' },
  ],
  [
    'ecs',
    'taskdef.json',
    (s) =>
      JSON.stringify(
        {
          containerDefinitions: [
            {
              name: 'a',
              environment: [{ name: 'DB_PASSWORD', value: s }],
              secrets: [{ name: 'X', valueFrom: 'arn:aws:secretsmanager:eu-west-1:1:secret:x' }],
            },
          ],
        },
        null,
        2,
      ),
    { 'containerDefinitions[0].environment[0].value': 's' },
  ],
  [
    'cloudrun',
    'service.yaml',
    (s) =>
      `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: x}\nspec: {template: {spec: {containers: [{image: y, env: [{name: API_KEY, value: "${s}"}, {name: B, valueFrom: {secretKeyRef: {name: S, key: latest}}}]}]}}}\n`,
    { 'serving.knative.dev/v1/Service/x spec.template.spec.containers[0].env[0].value': 's' },
  ],
  [
    'serverless',
    'serverless.yml',
    (s) =>
      `service: x\nprovider:\n  name: aws\n  environment:\n    DB_PASSWORD: ${s}\n    OTHER: \${ssm:/x}\n    Z: \${env:Z, 'd'}\n`,
    { 'provider.environment.DB_PASSWORD': 's' },
  ],
  [
    'npmrc',
    '.npmrc',
    (s, t) => `//registry.npmjs.org/:_authToken=${s}\n_auth=${b64('u:' + t)}\n`,
    { '["//registry.npmjs.org/:_authToken"]': 's', _auth: 't' },
  ],
  [
    'npmrc password',
    '.npmrc',
    (s) => `//r.io/:_password=${b64(s)}\n//r.io/:username=u\n`,
    { '["//r.io/:_password"]': 's' },
  ],
  [
    'yarnrc',
    '.yarnrc.yml',
    (s) => `npmAuthToken: ${s}\nnpmScopes:\n  x:\n    npmRegistryServer: https://x\n`,
    { npmAuthToken: 's' },
  ],
  [
    'pypirc',
    '.pypirc',
    (s) => `[distutils]\nindex-servers = pypi\n[pypi]\nusername = __token__\npassword = ${s}\n`,
    { 'pypi.password': 's' },
  ],
  ['netrc', '.netrc', (s) => `machine api.x.io login bob password ${s}\n`, { '["api.x.io"].password': 's' }],
  [
    'pgpass',
    '.pgpass',
    (s) => `db.example.net:5432:app:app:${s}\n`,
    { '["db.example.net"].app.app.password': 's' },
  ],
  ['my.cnf', 'my.cnf', (s) => `[client]\nuser=root\npassword=${s}\n`, { 'client.password': 's' }],
  ['.my.cnf', '.my.cnf', (s) => `[client]\npassword="${s}"\n`, { 'client.password': 's' }],
  [
    'kubeconfig',
    'kubeconfig',
    (s, t) =>
      `apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    token: ${s}\n- name: b\n  user:\n    username: x\n    password: ${t}\n`,
    { 'v1/Config/ users[0].user.token': 's', 'v1/Config/ users[1].user.password': 't' },
  ],
  [
    'docker config',
    'config.json',
    (s) => JSON.stringify({ auths: { 'r.io': { auth: b64('u:' + s) } } }),
    { 'auths["r.io"].auth': 's' },
  ],
  [
    '.docker/config.json',
    '.docker/config.json',
    (s, t) =>
      JSON.stringify({ auths: { 'r.io': { auth: b64('u:' + s) }, 'x.io': { identitytoken: t } } }, null, 2),
    { 'auths["r.io"].auth': 's', 'auths["x.io"].identitytoken': 't' },
  ],
  [
    'appsettings',
    'appsettings.Production.json',
    (s, t) =>
      JSON.stringify(
        {
          ConnectionStrings: { Default: `Server=h;User Id=sa;Password=${s};` },
          Jwt: { Key: t, Issuer: 'x' },
        },
        null,
        2,
      ),
    { 'ConnectionStrings.Default': 's', 'Jwt.Key': 't' },
  ],
  [
    'jupyter',
    'n.ipynb',
    (s, t) =>
      JSON.stringify(
        {
          cells: [
            { cell_type: 'code', source: ['import os\n', `api_key = "${s}"\n`], outputs: [] },
            { cell_type: 'code', source: [`conn(password="${t}")`], outputs: [] },
          ],
        },
        null,
        1,
      ),
    { 'cells[0].source[1]': 's', 'cells[1].source[0]': 't' },
  ],
  [
    'postman',
    'x.postman_collection.json',
    (s, t) =>
      JSON.stringify(
        {
          info: { name: 'x' },
          item: [
            {
              request: {
                auth: { type: 'bearer', bearer: [{ key: 'token', value: s, type: 'string' }] },
                header: [{ key: 'X-Api-Key', value: t }],
              },
            },
          ],
          variable: [{ key: 'base', value: 'https://x' }],
        },
        null,
        2,
      ),
    { 'item[0].request.auth.bearer[0].value': 's', 'item[0].request.header[0].value': 't' },
  ],
  [
    'postman env',
    'prod.postman_environment.json',
    (s) =>
      JSON.stringify(
        {
          values: [
            { key: 'apiToken', value: s, type: 'secret', enabled: true },
            { key: 'token', value: '{{x}}' },
          ],
        },
        null,
        2,
      ),
    { 'values[0].value': 's' },
  ],
  [
    'postman basic',
    'x.postman_collection.json',
    (s) =>
      JSON.stringify(
        {
          auth: {
            type: 'basic',
            basic: [
              { key: 'password', value: s },
              { key: 'username', value: 'bob' },
            ],
          },
        },
        null,
        2,
      ),
    { 'auth.basic[0].value': 's' },
  ],
  [
    'insomnia',
    'Insomnia.json',
    (s, t) =>
      JSON.stringify(
        {
          resources: [
            { _type: 'request', authentication: { type: 'bearer', token: s } },
            { _type: 'environment', data: { api_key: t } },
          ],
        },
        null,
        2,
      ),
    { 'resources[0].authentication.token': 's', 'resources[1].data.api_key': 't' },
  ],
  [
    'insomnia yaml',
    'insomnia.yaml',
    (s) =>
      `type: collection.insomnia.rest/5.0\ncollection:\n- url: x\n  authentication:\n    type: basic\n    username: u\n    password: ${s}\n`,
    { 'collection[0].authentication.password': 's' },
  ],
  [
    'http file',
    'a.http',
    (s, t) =>
      `@token = ${s}\nGET https://x\nAuthorization: Bearer {{token}}\nX-Api-Key: ${t}\n\n{"password": "x"}\n`,
    { token: 's', 'X-Api-Key': 't' },
  ],
  [
    'http body',
    'a.http',
    (s) => `POST https://x/login\nContent-Type: application/json\n\n{"user": "a", "password": "${s}"}\n`,
    { 'body password': 's' },
  ],
  [
    'rest client env',
    'http-client.env.json',
    (s) => JSON.stringify({ dev: { token: s } }),
    { 'dev.token': 's' },
  ],
  [
    'json in yaml flow',
    'd.yaml',
    (s) => `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"},"stringData":{"p":"${s}"}}\n`,
    { 'v1/Secret/x stringData.p': 's' },
  ],
  [
    'List json',
    'l.json',
    (s) =>
      JSON.stringify(
        {
          apiVersion: 'v1',
          kind: 'List',
          items: [
            {
              apiVersion: 'v1',
              kind: 'Secret',
              metadata: { name: 'x', namespace: 'n' },
              data: { password: b64(s) },
            },
          ],
        },
        null,
        2,
      ),
    { 'v1/Secret/n/x data.password': 's' },
  ],
  [
    'helm values',
    'values.yaml',
    (s, t) =>
      `postgresql:\n  auth:\n    password: ${s}\nextraEnv:\n- name: API_KEY\n  value: "${t}"\nexistingSecret: foo\n`,
    { 'postgresql.auth.password': 's', 'extraEnv[0].value': 't' },
  ],
  [
    'helm values secrets map',
    'values.yaml',
    (s) => `secrets:\n  STRIPE: ${s}\nsecretName: my-secret\n`,
    { 'secrets.STRIPE': 's' },
  ],
  [
    'helm values env map',
    'values.yaml',
    (s) => `env:\n  SECRET_KEY_BASE: ${s}\n  SMTP_HOST: h\n`,
    { 'env.SECRET_KEY_BASE': 's' },
  ],
  [
    'grafana ini in values',
    'values.yaml',
    (s) => `grafana.ini:\n  auth.google:\n    client_secret: ${s}\n  smtp:\n    password: ''\n`,
    { '["grafana.ini"]["auth.google"].client_secret': 's' },
  ],
  [
    'values string yaml',
    'values.yaml',
    (s) => `config: |\n  database:\n    password: ${s}\n    host: x\n`,
    { 'config database.password': 's' },
  ],
  [
    'sops clear',
    's.enc.yaml',
    (s) =>
      `data:\n  token: ENC[AES256_GCM,data:abc,iv:a,tag:b,type:str]\n  password: ${s}\nsops:\n  mac: ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\n  lastmodified: "2026-01-01T00:00:00Z"\n`,
    { 'data.password': 's' },
  ],
  [
    'SealedSecret',
    'x.yaml',
    () =>
      `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: x}\nspec:\n  encryptedData:\n    password: AgB${rnd(300)}\n`,
    {},
  ],
  [
    'ExternalSecret',
    'x.yaml',
    () =>
      `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: x}\nspec:\n  data:\n  - secretKey: password\n    remoteRef: {key: prod/app/db, property: ${rnd(12)}}\n`,
    {},
  ],
  [
    'elasticsearch.yml',
    'elasticsearch.yml',
    (s) => `xpack.security.transport.ssl.keystore.secure_password: ${s}\n`,
    { '["xpack.security.transport.ssl.keystore.secure_password"]': 's' },
  ],
  [
    'prometheus scrape',
    'prometheus.yml',
    (s, t) =>
      `scrape_configs:\n- job_name: a\n  basic_auth:\n    username: u\n    password: ${s}\n- job_name: b\n  authorization:\n    credentials: ${t}\n`,
    { 'scrape_configs[0].basic_auth.password': 's', 'scrape_configs[1].authorization.credentials': 't' },
  ],
  [
    'alertmanager slack',
    'alertmanager.yml',
    (s) => `receivers:\n- name: a\n  email_configs:\n  - auth_username: x\n    auth_password: ${s}\n`,
    { 'receivers[0].email_configs[0].auth_password': 's' },
  ],
  [
    'application.conf hocon',
    'application.conf',
    (s) => `db {\n  password = "${s}"\n}\n`,
    { 'db.password': 's' },
  ],
  [
    'systemd',
    'app.service',
    (s) => `[Service]\nEnvironment="DB_PASSWORD=${s}"\nExecStart=/x\n`,
    { 'Service.Environment.DB_PASSWORD': 's' },
  ],
  [
    'nomad',
    'job.nomad',
    (s) => `job "x" {\n  env {\n    DB_PASSWORD = "${s}"\n  }\n}\n`,
    { 'job.x.env.DB_PASSWORD': 's' },
  ],
  [
    'packer',
    'x.pkr.hcl',
    (s) => `source "x" "y" {\n  ssh_password = "${s}"\n}\n`,
    { 'source.x.y.ssh_password': 's' },
  ],
  [
    'gradle.properties',
    'gradle.properties',
    (s, t) => `signing.password=${s}\nRELEASE_STORE_PASSWORD=${t}\n`,
    { 'signing.password': 's', RELEASE_STORE_PASSWORD: 't' },
  ],
  [
    'cloud-init',
    'cloud-init.yaml',
    (s, t) =>
      `#cloud-config\nchpasswd:\n  list: |\n    root:${s}\nwrite_files:\n- path: /etc/x\n  content: |\n    password=${t}\n`,
    { 'chpasswd.list root': 's', 'write_files[0].content password': 't' },
  ],
  [
    'docker stack secret external',
    'stack.yml',
    () =>
      `services:\n  a:\n    image: x\n    secrets: [db_password]\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/db_password\nsecrets:\n  db_password:\n    external: true\n`,
    {},
  ],
  [
    'pulumi',
    'Pulumi.prod.yaml',
    (s) => `config:\n  app:dbPassword: ${s}\n  app:enc:\n    secure: AAABAFoo${s}\n`,
    { 'config["app:dbPassword"]': 's' },
  ],
  [
    'rails database.yml',
    'config/database.yml',
    (s) => `production:\n  adapter: postgresql\n  username: app\n  password: ${s}\n  host: <%= ENV['H'] %>\n`,
    { 'production.password': 's' },
  ],
  [
    'rails secrets',
    'config/secrets.yml',
    (s) => `production:\n  secret_key_base: ${s}\n`,
    { 'production.secret_key_base': 's' },
  ],
  [
    'ci yaml generic .yml',
    'ci/pipeline.yml',
    (s) => `resources:\n- name: r\n  type: git\n  source:\n    uri: x\n    password: ${s}\n`,
    { 'resources[0].source.password': 's' },
  ],
  [
    'basic-auth secret',
    's.yaml',
    (s) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: b}\ntype: kubernetes.io/basic-auth\nstringData:\n  username: admin\n  password: ${s}\n`,
    { 'v1/Secret/b stringData.password': 's' },
  ],
  [
    'secret misc keys',
    's.yaml',
    (s) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: b}\ndata:\n  DB_USERNAME: ${b64('appuser')}\n  DB_PORT: ${b64('5432')}\n  DEBUG: ${b64('true')}\n  DB_HOST: ${b64('db.internal')}\n  DB_PASSWORD: ${b64(s)}\n`,
    { 'v1/Secret/b data.DB_PASSWORD': 's' },
  ],
  [
    'bootstrap token',
    's.yaml',
    (s) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: bootstrap-token-5emitj, namespace: kube-system}\ntype: bootstrap.kubernetes.io/token\nstringData:\n  token-id: 5emitj\n  token-secret: ${s}\n  usage-bootstrap-signing: "true"\n`,
    { 'v1/Secret/kube-system/bootstrap-token-5emitj stringData.token-secret': 's' },
  ],
  [
    'pod annotation',
    'd.yaml',
    (s) =>
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: x\n  annotations:\n    example.io/api-token: ${s}\nspec: {}\n`,
    { 'v1/Service/x metadata.annotations["example.io/api-token"]': 's' },
  ],
  [
    'ingress snippet',
    'd.yaml',
    (s) =>
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: x\n  annotations:\n    nginx.ingress.kubernetes.io/configuration-snippet: |\n      proxy_set_header X-Api-Key "${s}";\nspec:\n  tls: [{secretName: y}]\n`,
    {
      'networking.k8s.io/v1/Ingress/x metadata.annotations["nginx.ingress.kubernetes.io/configuration-snippet"]':
        's',
    },
  ],
  [
    'StorageClass',
    'd.yaml',
    (s) =>
      `apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: x}\nparameters:\n  restuserkey: ${s}\n  secretName: heketi\n`,
    { 'storage.k8s.io/v1/StorageClass/x parameters.restuserkey': 's' },
  ],
];
