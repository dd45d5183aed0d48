import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { detectors } from '../../detectors/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import { fileReferences } from '../../src/manifests/index.ts';
import { scan } from '../../src/scan/index.ts';
import { value } from './cases/case.ts';

const engine = createEngine(detectors);

/** `path:line address` of every place of every finding in a folder of these files. */
async function placesOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'unleak-referenced-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { findings } = await scan({ paths: [folder], cwd: '/', engine, version: '0', now: 1_700_000_000 });
    return findings
      .flatMap(({ places }) => places.map(({ path, line, address }) => `${path}:${line} ${address}`))
      .sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('files and env files of generators are followed to where the value is', async (t) => {
  t.deepEqual(
    await placesOf({
      'base/kustomization.yaml':
        'secretGenerator:\n- name: db\n  files: [pin=conf/pin, conf/tls.crt]\n  envs: [conf/vars.txt]\nconfigMapGenerator:\n- name: c\n  envs: [conf/plain.txt]\n',
      'base/conf/pin': `${value(12)}\n`,
      'base/conf/tls.crt': 'public\n',
      'base/conf/vars.txt': `# variables\nFOO=${value(14)}\nDB_USER=app\n`,
      'base/conf/plain.txt': `FOO=${value(14)}\nAPI_TOKEN=${value(14)}\n`,
      'base/conf/other.txt': `${value(12)}\n`,
    }),
    ['base/conf/pin:1 pin', 'base/conf/plain.txt:2 API_TOKEN', 'base/conf/vars.txt:2 FOO'],
  );
});

test('secrets and env files of Compose are followed', async (t) => {
  t.deepEqual(
    await placesOf({
      'docker-compose.yml':
        'services:\n  db:\n    image: x\n    env_file:\n    - path: conf/db.list\n    - ../outside.list\n    secrets: [pin]\nsecrets:\n  pin: {file: ./conf/pin}\n  other: {external: true}\n',
      'conf/db.list': `POSTGRES_PASSWORD=${value(14)}\nPOSTGRES_USER=app\n`,
      'conf/pin': value(12),
      'elsewhere/pin': value(12),
    }),
    ['conf/db.list:1 POSTGRES_PASSWORD', 'conf/pin:1 pin'],
  );
});

test('a file that is one secret is told by its name', async (t) => {
  t.deepEqual(
    await placesOf({
      'db/password.txt': `${value(10)}\n`,
      'secrets/api_token': value(24),
      '.vault_pass': value(16),
      'docs/password.txt': 'how to choose a password\n',
      'words/passwords.txt': `${value(10)}\n${value(10)}\n`,
    }),
    ['.vault_pass:1 [".vault_pass"]', 'db/password.txt:1 password', 'secrets/api_token:1 api_token'],
  );
});

test('references stay in the tree', (t) => {
  const bytes = Buffer.from(
    'secretGenerator:\n- name: a\n  files: [/etc/passwd, ../../x, "https://x/y", "k=../b/c"]\n  env: e\n',
  );
  t.deepEqual(fileReferences('o/a/kustomization.yaml', bytes), [
    { path: 'x', as: 'secret', name: 'x' },
    { path: 'o/b/c', as: 'secret', name: 'k' },
    { path: 'o/a/e', as: 'secret-env', name: '' },
  ]);
  t.deepEqual(fileReferences('kustomization.yaml', bytes), [{ path: 'e', as: 'secret-env', name: '' }]);
});
