import { listRefs } from '../git/index.ts';
import type { Repository } from '../git/index.ts';
import { askGit, settings } from './user-git.ts';

/**
 * The objects that the remote's tracking refs stand for: what it is known to hold. Empty when they may stand for another
 * repository than the one that is pushed to; then more is scanned, never less.
 *
 * @param remote - the remote's name as git gives it to pre-push; a URL when it has none
 * @param url - where the push goes
 */
export async function knownToHold(
  repository: Repository,
  cwd: string,
  remote: string,
  url: string,
): Promise<string[]> {
  if (remote === '' || remote === url) return [];
  const fetched = await fetchedFrom(cwd, remote, url);
  if (!fetched) return [];
  const prefix = `refs/remotes/${remote}/`;
  const others = await otherTargets(cwd, remote);
  return (await listRefs(repository))
    .filter(({ name }) => name.startsWith(prefix) && !others.some((other) => name.startsWith(other)))
    .map(({ oid }) => oid);
}

/** Is the repository that the push goes to the one that the tracking refs come from? */
async function fetchedFrom(cwd: string, remote: string, url: string): Promise<boolean> {
  const from = await askGit(cwd, ['remote', 'get-url', remote]);
  if (from === undefined) return false;
  if (place(from) === place(url)) return true;
  // `pushInsteadOf` writes the same place in another way; a second URL or a pushurl may be another place.
  const [urls, pushUrls] = [
    await settings(cwd, `remote.${remote}.url`),
    await settings(cwd, `remote.${remote}.pushurl`),
  ];
  return urls.length === 1 && pushUrls.length === 0;
}

/** `https://user@host/a/b.git` and `host:a/b` are the same place. */
function place(url: string): string {
  return url
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^[^@/]*@/, '')
    .replace(/^([^:/]+):(?:\d+\/)?/, '$1/')
    .replace(/(?:\/|\.git)+$/, '')
    .toLowerCase();
}

/** Where other remotes put what they fetch, as far as it may lie among this one's refs (`a` and `a/b`; shared folders). */
async function otherTargets(cwd: string, remote: string): Promise<string[]> {
  const out = await askGit(cwd, ['config', '-z', '--get-regexp', '^remote\\..*\\.fetch$']);
  const targets: string[] = [];
  for (const entry of (out ?? '').split('\0')) {
    const [key = '', value = ''] = entry.split('\n');
    const name = key.slice('remote.'.length, -'.fetch'.length);
    const target = value.split(':')[1];
    if (name !== remote && target !== undefined) targets.push(target.replace(/\*.*$/, ''));
  }
  return targets;
}
