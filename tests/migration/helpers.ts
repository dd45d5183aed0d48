import type { ExecutionContext } from 'ava';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openState, type State } from '../../src/config/state.ts';
import { reveal } from '../../src/engine/index.ts';
import { readDocument } from '../../src/manifests/index.ts';
import type { Context } from '../../src/migration/index.ts';
import { languageOf, literalValues } from '../../src/migration/literals.ts';
import type { LiveFinding } from '../../src/scan/index.ts';

/** A temporary folder, gone when the test ends. */
export function temporary(t: ExecutionContext): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'unleak-migration-')));
  t.teardown(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export type Files = Readonly<Record<string, string | Uint8Array>>;

export function write(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

export function git(root: string, ...args: readonly string[]): string {
  return execFileSync(
    'git',
    ['-c', 'user.name=T', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...args],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
}

/** A git repository with these files committed. */
export function repository(dir: string, files: Files): string {
  const root = join(dir, 'shop');
  mkdirSync(root, { recursive: true });
  git(root, 'init', '-q', '-b', 'main');
  write(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'all');
  return root;
}

export function state(dir: string, root: string): Promise<State> {
  return openState(root, { HOME: dir, XDG_STATE_HOME: join(dir, 'state') });
}

/** Every file below a folder but `.git`, as text. */
export function snapshot(root: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(root.length + 1);
    if (entry.isFile() && !path.startsWith('.git/')) files[path] = readFileSync(join(root, path), 'utf8');
  }
  return files;
}

/** Characters from a seed: values are made, so that no file of ours holds one. */
export function madeUp(seed: number, length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  let x = (seed * 2654435761 + 12345) >>> 0;
  let text = '';
  while (text.length < length) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    text += alphabet[(x >>> 16) % alphabet.length] ?? '';
  }
  return text;
}

/** Findings for the values whose address matches, as a scan would hand them over. */
export function findingsOf(root: string, wanted: Readonly<Record<string, RegExp>>): LiveFinding[] {
  return Object.entries(wanted).flatMap(([path, address]) => {
    const bytes = new Uint8Array(readFileSync(join(root, path)));
    const document = readDocument(path, bytes);
    const language = languageOf(path);
    const all =
      document?.values ??
      (language === undefined ? [] : literalValues(Buffer.from(bytes).toString(), language.syntax));
    const values = all.filter((value) => address.test(value.address));
    return values.map((value): LiveFinding => ({
      id: `${path}-${value.address}`,
      status: 'open',
      detector: 'generic-password',
      title: 'Password',
      vendor: 'generic',
      severity: 'high',
      confidence: 'likely',
      why: [],
      secret: { mask: '****', length: value.value.lengthClass },
      places: [
        {
          kind: 'file',
          path,
          line: value.line,
          ...(document === undefined ? {} : { address: value.address }),
        },
      ],
      placesOmitted: 0,
      fix: { migrate: true },
      value: value.value,
    }));
  });
}

/** Scans with the given needles alone: which of these values stands in which of these files. */
export function rescanFor(root: string, findings: readonly LiveFinding[]): NonNullable<Context['rescan']> {
  return async (paths) =>
    findings.filter((finding) =>
      paths.some(
        (path) =>
          existsSync(join(root, path)) &&
          readFileSync(join(root, path)).includes(Buffer.from(reveal(finding.value))),
      ),
    );
}
