// Makes a small, believable git repository that leaks: about forty commits of a web shop, from a seeded clock and seeded
// values. Run it as `node examples/leaky-shop/build.ts FOLDER`, or from a test, which gets told what was planted.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Random } from '../../detectors/helpers.ts';
import { files } from './files.ts';
import { makeSecrets } from './values.ts';
import type { ShopSecrets } from './values.ts';

/** A secret that was put into the repository, and where a complete scan must find it. */
export interface Planted {
  readonly name: keyof ShopSecrets;
  readonly value: string;
  readonly kind: 'file' | 'history' | 'commit-message' | 'tag-message';
  readonly path?: string;
  readonly atHead: boolean;
}

/** What was built. */
export interface LeakyShop {
  readonly folder: string;
  readonly planted: readonly Planted[];
  /** Files in which there is nothing to find, although they look like it. */
  readonly decoys: readonly string[];
  readonly commits: number;
}

const authors = ['Ada Martin', 'Ben Okafor', 'Chiara Rossi'];

/** Builds the repository in an empty or new folder. Gives the same objects every time. */
export function buildLeakyShop(folder: string): LeakyShop {
  const shop = new Shop(folder);
  const { random, secrets } = shop;
  const resources: string[] = [];
  const kustomize = (...names: string[]): Record<string, string> => {
    resources.push(...names);
    return { 'deploy/kustomization.yaml': files.kustomization(resources) };
  };

  shop.commit('Start the shop', { 'README.md': files.readme, '.gitignore': 'node_modules/\ndist/\n' });
  shop.commit('Express server', { 'src/server.js': code('server', 8) });
  shop.commit('Lock file', {
    'package.json': '{ "name": "shop", "private": true }\n',
    'package-lock.json': files.lockFile(random),
  });
  shop.commit('Product list', { 'data/products.json': files.products(random) });
  shop.commit('Database access', { 'src/database.js': code('database', 6) });
  shop.commit('Run it with compose', { 'docker-compose.yml': files.compose(secrets) });
  shop.commit('Example of the environment', { '.env.example': files.envExample });
  shop.commit('Local settings', { '.env': files.env(secrets) });
  shop.commit('Cart', { 'src/cart.js': code('cart', 7) });
  shop.commit('Deploy from the build server', {
    'ops/deploy_key': secrets.deployKey,
    'ops/deploy_key.pub': files.publicKey(random),
  });
  shop.commit('Kubernetes: the API', {
    'deploy/api.yaml': files.apiDeployment(undefined),
    ...kustomize('api.yaml'),
  });
  shop.commit('Kubernetes: the database password', {
    'deploy/database-secret.yaml': files.databaseSecret(secrets),
    ...kustomize('database-secret.yaml'),
  });
  shop.commit('Checkout', { 'src/checkout.js': code('checkout', 9) });
  shop.commit('Kubernetes: payments', {
    'deploy/payments-secret.yaml': files.paymentsSecret(secrets),
    ...kustomize('payments-secret.yaml'),
  });
  shop.remove('Deploy key does not belong here', 'ops/deploy_key');
  shop.commit('Settings', { 'deploy/settings.yaml': files.settings(secrets), ...kustomize('settings.yaml') });
  shop.commit('Flux deploys us', { 'clusters/prod/shop.yaml': files.flux });
  shop.commit('Mail password, sealed', {
    'deploy/mail-sealed.yaml': files.sealed(random),
    ...kustomize('mail-sealed.yaml'),
  });
  shop.commit('Search key from the vault', {
    'deploy/search-external.yaml': files.external,
    ...kustomize('search-external.yaml'),
  });
  shop.commit('Monitoring token, encrypted', {
    'deploy/monitoring.sops.yaml': files.sopsEncrypted(random),
    ...kustomize('monitoring.sops.yaml'),
  });
  shop.commit('Send mail', {
    'deploy/api.yaml': files.apiDeployment(secrets),
    'src/mail.js': code('mail', 5),
  });
  shop.commit('Chart of the cache', {
    'charts/cache/Chart.yaml': 'apiVersion: v2\nname: cache\nversion: 0.1.0\n',
    'charts/cache/values.yaml': files.helmValues(secrets),
  });

  shop.git('switch', '-q', '-c', 'ci');
  shop.commit('CI settings', { 'ci.json': files.mergedCi(undefined) });
  shop.commit('Release workflow', { '.github/workflows/release.yml': files.workflow(secrets) });
  shop.git('switch', '-q', 'main');
  shop.commit('Catalogue pages', { 'src/catalogue.js': code('catalogue', 8) });
  shop.commit('Currency', { 'src/currency.js': code('currency', 4) });
  // The token stands in neither parent: only the merge commit brought it, and the next commit takes it away.
  shop.git('merge', '-q', '--no-ff', '--no-commit', 'ci');
  shop.commit("Merge branch 'ci'", { 'ci.json': files.mergedCi(secrets) });
  shop.commit('CI: settings without the token', { 'ci.json': files.mergedCi(undefined) });

  shop.commit('Tell the channel about orders', {
    'src/notify.js': files.notify(secrets),
    'src/http.js': code('http', 4),
  });
  shop.commit('Build machine under Windows', { 'ops/setup.ps1': files.windowsSetup(secrets) });
  shop.commit(
    `Mirror to GitLab\n\nWorks with git push https://ci:${secrets.messageToken}@gitlab.com/shop/shop.git`,
    { 'ops/mirror.sh': '#!/bin/sh\ngit push --mirror "$MIRROR_URL"\n' },
  );
  for (const name of ['orders', 'stock', 'invoices', 'taxes', 'coupons'])
    shop.commit(`${name.charAt(0).toUpperCase()}${name.slice(1)}`, { [`src/${name}.js`]: code(name, 6) });
  shop.git('tag', '-a', 'v1.0.0', '-m', `First release\n\nPublished with ${secrets.tagToken}`);
  shop.commit('Prices with taxes', { 'src/taxes.js': code('taxes', 9) });
  shop.commit('Faster catalogue', { 'src/catalogue.js': code('catalogue', 11) });
  shop.commit('Refunds', { 'src/refunds.js': code('refunds', 7) });
  shop.write({ 'src/http.js': `${code('http', 4)}const debugToken = '${secrets.stashToken}';\n` });
  shop.git('stash', 'push', '-q', '-m', 'debugging');
  shop.commit('Retry requests', { 'src/http.js': code('http', 6) });

  return { folder: shop.folder, planted: planted(secrets), decoys, commits: shop.commits };
}

/** Files that look dangerous and are not. */
const decoys = [
  '.env.example',
  'clusters/prod/shop.yaml',
  'data/products.json',
  'deploy/mail-sealed.yaml',
  'deploy/monitoring.sops.yaml',
  'deploy/search-external.yaml',
  'ops/deploy_key.pub',
  'package-lock.json',
];

function planted(secrets: ShopSecrets): Planted[] {
  const at = (name: keyof ShopSecrets, kind: Planted['kind'], path?: string): Planted => ({
    name,
    value: secrets[name],
    kind,
    ...(path === undefined ? {} : { path }),
    atHead: kind === 'file',
  });
  return [
    at('databasePassword', 'file', 'deploy/database-secret.yaml'),
    at('stripeKey', 'file', 'deploy/payments-secret.yaml'),
    at('sendgridKey', 'file', 'deploy/api.yaml'),
    at('sessionSecret', 'file', 'deploy/api.yaml'),
    at('reportsUrl', 'file', 'deploy/settings.yaml'),
    at('redisPassword', 'file', 'charts/cache/values.yaml'),
    at('composePassword', 'file', 'docker-compose.yml'),
    at('awsKeyId', 'file', '.env'),
    at('awsSecretKey', 'file', '.env'),
    at('npmToken', 'file', '.github/workflows/release.yml'),
    at('slackToken', 'file', 'src/notify.js'),
    at('windowsToken', 'file', 'ops/setup.ps1'),
    at('deployKey', 'history', 'ops/deploy_key'),
    at('mergeToken', 'history', 'ci.json'),
    at('stashToken', 'history', 'src/http.js'),
    at('messageToken', 'commit-message'),
    at('tagToken', 'tag-message'),
  ];
}

/** Application code that holds nothing. */
function code(name: string, functions: number): string {
  const verbs = ['load', 'save', 'list', 'find', 'check', 'count', 'sort', 'print', 'merge', 'clear', 'send'];
  return verbs
    .slice(0, functions)
    .map((verb) => `export function ${verb}(${name}) {\n  return ${name}.map((item) => item.${verb}());\n}\n`)
    .join('\n');
}

/** A repository that is written to with real git, under a clock of its own. */
class Shop {
  readonly folder: string;
  readonly random = new Random('leaky-shop');
  readonly secrets: ShopSecrets;
  commits = 0;
  /** Seconds since 1970: Monday, 12 January 2026, 9 o'clock. */
  #clock = 1_768_208_400;

  constructor(folder: string) {
    this.folder = resolve(folder);
    this.secrets = makeSecrets(this.random);
    mkdirSync(this.folder, { recursive: true });
    if (readdirSync(this.folder).length > 0) throw new Error(`${this.folder} is not empty`);
    this.git('init', '-q', '-b', 'main');
    // The folder is somebody's repository from now on: what it does must not depend on the machine's settings.
    this.git('config', 'user.name', authors[0] ?? '');
    this.git('config', 'user.email', 'ada@shop.example');
    this.git('config', 'commit.gpgsign', 'false');
    this.git('config', 'core.autocrlf', 'false');
  }

  git(...args: string[]): void {
    const author = authors[this.commits % authors.length] ?? '';
    const [first = ''] = author.toLowerCase().split(' ');
    const date = `${this.#clock} +0100`;
    const env: NodeJS.ProcessEnv = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C' };
    for (const [key, value] of Object.entries(process.env)) if (!key.startsWith('GIT_')) env[key] ??= value;
    for (const who of ['AUTHOR', 'COMMITTER']) {
      env[`GIT_${who}_NAME`] = author;
      env[`GIT_${who}_EMAIL`] = `${first}@shop.example`;
      env[`GIT_${who}_DATE`] = date;
    }
    execFileSync('git', args, { cwd: this.folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  }

  write(content: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [path, text] of Object.entries(content)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  commit(message: string, content: Readonly<Record<string, string | Uint8Array>>): void {
    this.write(content);
    this.#clock += 3600 * (2 + this.random.below(40)) + this.random.below(3600);
    this.git('add', '--all');
    this.git('commit', '-q', '-m', message);
    this.commits++;
  }

  remove(message: string, path: string): void {
    rmSync(join(this.folder, path));
    this.commit(message, {});
  }
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) {
    process.stderr.write('usage: node examples/leaky-shop/build.ts FOLDER\n');
    process.exitCode = 2;
  } else {
    const shop = buildLeakyShop(folder);
    process.stderr.write(`${shop.commits} commits in ${shop.folder}\n`);
  }
}
