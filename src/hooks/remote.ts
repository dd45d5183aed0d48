import { listRefs } from '../git/index.ts';
import type { Repository } from '../git/index.ts';
import { askGit } from './user-git.ts';

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
  return from !== undefined && (from === url || samePlace(from, url));
}

/**
 * Do two URLs surely lead to one repository: `https://host/a/b.git` and `git@host:a/b`? A pushurl or pushInsteadOf may
 * lead anywhere, so what is not sure counts as another place: folders and paths are compared to the letter, ports count,
 * and so does a user other than `git`, whose home a path may start from.
 */
function samePlace(one: string, other: string): boolean {
  const place = hostedPlace(one);
  return place !== undefined && place === hostedPlace(other);
}

const defaultPorts: Readonly<Record<string, string>> = { ssh: '22', https: '443' };

/** Host and path of a URL on a host that keeps repositories for many; undefined for anything else. */
function hostedPlace(url: string): string | undefined {
  const full = /^(ssh|https):\/\/(?:([^@/]*)@)?([^:/@]+)(?::(\d+))?\/(.+)$/i.exec(url);
  const short =
    full === null && !url.includes('://') ? /^(?:([^@/:]+)@)?([^:/@]+):(?!\/)(.+)$/.exec(url) : null;
  const [scheme, user, host, port, path] =
    full === null ? ['ssh', short?.[1], short?.[2], undefined, short?.[3]] : full.slice(1);
  if (scheme === undefined || host === undefined || path === undefined) return undefined;
  const kind = scheme.toLowerCase();
  if (port !== undefined && port !== defaultPorts[kind]) return undefined;
  // On https the user says who asks; on ssh it may say whose folder is meant.
  if (kind === 'ssh' && user !== 'git') return undefined;
  return `${host.toLowerCase()}/${path.replace(/\/$/, '').replace(/\.git$/, '')}`;
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
