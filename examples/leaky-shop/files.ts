import { toBase64 } from '../../detectors/helpers.ts';
import type { Random } from '../../detectors/helpers.ts';
import type { ShopSecrets } from './values.ts';

/** Content of the shop's files: those with secrets take them as arguments. */
export const files = {
  databaseSecret: (s: ShopSecrets): string => `# Managed by the platform team.
apiVersion: v1
kind: Secret
metadata:
  name: database
  namespace: shop
  labels: { app.kubernetes.io/name: shop }
type: Opaque
data:
  username: ${toBase64('shop')}
  password: ${toBase64(s.databasePassword)}
`,

  paymentsSecret: (s: ShopSecrets): string => `apiVersion: v1
kind: Secret
metadata:
  name: payments
  namespace: shop
type: Opaque
stringData:
  # live account
  STRIPE_API_KEY: ${s.stripeKey}
`,

  apiDeployment: (s: ShopSecrets | undefined): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
spec:
  replicas: 2
  selector:
    matchLabels: { app: api }
  template:
    metadata:
      labels: { app: api }
    spec:
      containers:
        - name: api
          image: registry.shop.internal/api:1.4.2
          ports: [{ containerPort: 8080 }]
          env:
            - name: LOG_LEVEL
              value: info
${
  s === undefined
    ? ''
    : `            - name: SENDGRID_API_KEY
              value: ${s.sendgridKey}
            - name: SESSION_SECRET
              value: "${s.sessionSecret}" # TODO: move to a Secret
`
}            - name: DATABASE_PASSWORD
              valueFrom:
                secretKeyRef: { name: database, key: password }
            - name: STRIPE_API_KEY
              valueFrom:
                secretKeyRef: { name: payments, key: STRIPE_API_KEY }
          envFrom:
            - configMapRef: { name: settings }
`,

  settings: (s: ShopSecrets): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: shop
data:
  CURRENCY: EUR
  PAGE_SIZE: "24"
  REPORTS_URL: ${s.reportsUrl}
`,

  kustomization: (resources: readonly string[]): string => `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
${resources.map((resource) => `  - ${resource}\n`).join('')}`,

  flux: `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: shop
  namespace: flux-system
spec:
  interval: 10m
  path: ./deploy
  prune: true
  sourceRef:
    kind: GitRepository
    name: shop
  decryption:
    provider: sops
    secretRef:
      name: sops-age
`,

  helmValues: (s: ShopSecrets): string => `# Default values for the shop's cache.
replicaCount: 1
image:
  repository: registry.shop.internal/cache
  tag: "7.2"
redis:
  auth:
    enabled: true
    password: ${s.redisPassword}
metrics:
  existingSecret: metrics-auth
`,

  compose: (s: ShopSecrets): string => `services:
  api:
    build: .
    environment:
      DATABASE_URL: postgres://shop:\${POSTGRES_PASSWORD}@db:5432/shop
    ports: ['8080:8080']
  db:
    image: postgres:16
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD: ${s.composePassword}
`,

  env: (s: ShopSecrets): string => `# local development
PORT=8080
AWS_REGION=eu-central-1
AWS_ACCESS_KEY_ID=${s.awsKeyId}
AWS_SECRET_ACCESS_KEY=${s.awsSecretKey}
`,

  envExample: `# copy to .env
PORT=8080
AWS_ACCESS_KEY_ID=your-access-key-id
AWS_SECRET_ACCESS_KEY=changeme
DATABASE_PASSWORD=\${DATABASE_PASSWORD}
STRIPE_API_KEY=<your stripe key>
SESSION_SECRET=xxxxxxxxxxxxxxxxxxxxxxxx
`,

  workflow: (s: ShopSecrets | undefined): string => `name: release
on:
  push:
    tags: ['v*']
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm publish
        env:
          NPM_TOKEN: ${s === undefined ? '${{ secrets.NPM_TOKEN }}' : s.npmToken}
      - run: ./scripts/notify
        env:
          SLACK_TOKEN: \${{ secrets.SLACK_TOKEN }}
`,

  notify: (s: ShopSecrets): string => `import { post } from './http.js';

const token = '${s.slackToken}';

/** Tells the channel about a new order. */
export async function orderPlaced(order) {
  await post('https://slack.com/api/chat.postMessage', { token, text: \`Order \${order.id}\` });
}
`,

  windowsSetup: (s: ShopSecrets): Buffer =>
    // What PowerShell 5 writes: UTF-16, little endian, with a byte order mark.
    Buffer.from(
      `\ufeff# Run once on the build machine.\r\n$env:GITHUB_TOKEN = "${s.windowsToken}"\r\ngit clone https://github.com/shop/shop.git\r\n`,
      'utf16le',
    ),

  mergedCi: (s: ShopSecrets | undefined): string =>
    `${JSON.stringify(
      { retries: 3, cache: true, ...(s === undefined ? {} : { githubToken: s.mergeToken }) },
      undefined,
      2,
    )}\n`,

  sealed: (random: Random): string => `apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: mail
  namespace: shop
spec:
  encryptedData:
    password: AgB${random.base64(340)}
  template:
    metadata:
      name: mail
      namespace: shop
`,

  external: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: search
  namespace: shop
spec:
  refreshInterval: 1h
  secretStoreRef: { kind: ClusterSecretStore, name: aws }
  target: { name: search }
  data:
    - secretKey: API_KEY
      remoteRef: { key: shop/search, property: api_key }
`,

  sopsEncrypted: (random: Random): string => {
    const part = (n: number): string => toBase64(random.bytes(n));
    const sealed = (n: number): string =>
      `ENC[AES256_GCM,data:${part(n)},iv:${part(32)},tag:${part(16)},type:str]`;
    const body = Array.from({ length: 4 }, () => `            ${random.base64(64)}`).join('\n');
    return `apiVersion: v1
kind: Secret
metadata:
    name: monitoring
    namespace: shop
stringData:
    token: ${sealed(32)}
sops:
    age:
        - recipient: age1${random.chars('qpzry9x8gf2tvdw0s3jn54khce6mua7l', 58)}
          enc: |
            -----BEGIN AGE ENCRYPTED FILE-----
${body}
            -----END AGE ENCRYPTED FILE-----
    lastmodified: "2026-01-20T10:11:12Z"
    mac: ${sealed(64)}
    encrypted_regex: ^(data|stringData)$
    version: 3.11.0
`;
  },

  lockFile: (random: Random): string =>
    `${JSON.stringify(
      {
        name: 'shop',
        lockfileVersion: 3,
        packages: Object.fromEntries(
          ['express', 'pg', 'stripe', 'redis'].map((name) => [
            `node_modules/${name}`,
            {
              version: `${1 + random.below(9)}.${random.below(20)}.${random.below(9)}`,
              resolved: `https://registry.npmjs.org/${name}/-/${name}.tgz`,
              integrity: `sha512-${toBase64(random.bytes(64))}`,
            },
          ]),
        ),
      },
      undefined,
      2,
    )}\n`,

  products: (random: Random): string =>
    `${JSON.stringify(
      ['Mug', 'Lamp', 'Desk', 'Chair'].map((name) => ({
        id: random.uuid(),
        name,
        price: 5 + random.below(300),
        image: `${random.hex(40)}.jpg`,
      })),
      undefined,
      2,
    )}\n`,

  publicKey: (random: Random): string => `ssh-ed25519 ${toBase64(
    Buffer.concat([
      Buffer.from('0000000b7373682d6564323535313900000020', 'hex'),
      Buffer.from(random.bytes(32)),
    ]),
  )} deploy@shop
`,

  readme: `# Shop

Sells mugs and lamps.

    docker compose up

The database password is in the password manager, never in git.
`,
};
