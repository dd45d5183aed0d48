import type { HeldRefs } from '../git/index.ts';
import { askGit, askServer } from './user-git.ts';

/** What the user's configuration says of remotes and of us, by its keys; the last value of a key comes last. */
export type HookSettings = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the settings that hooks need, in one go.
 * @param server - what pushes must not choose: nothing that the caller's environment says of the configuration counts
 */
export async function readSettings(cwd: string, server = false): Promise<HookSettings> {
  const args = ['config', '-z', '--get-regexp', '^(remote|url|unleak)\\.'];
  const out = await (server ? askServer(cwd, args) : askGit(cwd, args));
  const settings = new Map<string, string[]>();
  for (const entry of (out ?? '').split('\0')) {
    if (entry === '') continue;
    const end = entry.indexOf('\n');
    // A key alone means true.
    const [key, value] = end === -1 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)];
    const values = settings.get(key);
    if (values === undefined) settings.set(key, [value]);
    else values.push(value);
  }
  return settings;
}

/** Seconds that a hook may take, if the user said so. */
export function timeLimit(settings: HookSettings): number | undefined {
  const seconds = Number(settings.get('unleak.hooktimeout')?.at(-1) ?? '');
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 86_400) : undefined;
}

/** Does the server let what is pushed say what is accepted? */
export function trustsPushed(settings: HookSettings): boolean {
  return /^(?:true|yes|on|1)$/i.test(settings.get('unleak.allowpushedpolicy')?.at(-1) ?? '');
}

/**
 * The refs that stand for what the remote is known to hold: its tracking refs. undefined when they may stand for another
 * repository than the one that is pushed to; then more is scanned, never less.
 *
 * @param remote - the remote's name as git gives it to pre-push; a URL when it has none
 * @param url - where the push goes
 */
export function heldBy(settings: HookSettings, remote: string, url: string): HeldRefs | undefined {
  // A name with a character that a glob knows would stand for other remotes' refs too.
  if (remote === '' || remote === url || /[*?[\\]/.test(remote)) return undefined;
  const from = fetchUrl(settings, remote);
  if (from === undefined || (from !== url && !samePlace(from, url))) return undefined;
  const prefix = `refs/remotes/${remote}/`;
  const without: string[] = [];
  for (const target of otherTargets(settings, remote)) {
    if (prefix.startsWith(target) || /[*?[\\]/.test(target)) return undefined;
    if (target.startsWith(prefix)) without.push(target);
  }
  return { prefix, without };
}

/** Where the tracking refs come from: the remote's first URL, rewritten by the longest `insteadOf` (git-config(1)). */
function fetchUrl(settings: HookSettings, remote: string): string | undefined {
  const urls = settings.get(`remote.${remote}.url`) ?? [];
  const [url] = urls;
  // An empty one makes newer versions of git forget those before it.
  if (url === undefined || urls.includes('')) return undefined;
  let longest = '';
  let rewritten = url;
  for (const [key, values] of settings) {
    const base = /^url\.([^]*)\.insteadof$/.exec(key)?.[1];
    if (base === undefined) continue;
    for (const start of values) {
      if (start.length <= longest.length || !url.startsWith(start)) continue;
      longest = start;
      rewritten = base + url.slice(start.length);
    }
  }
  return rewritten;
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

/** Where other remotes put what they fetch: the start of the names. */
function otherTargets(settings: HookSettings, remote: string): string[] {
  const targets: string[] = [];
  for (const [key, values] of settings) {
    const name = /^remote\.([^]*)\.fetch$/.exec(key)?.[1];
    if (name === undefined || name === remote) continue;
    for (const value of values) {
      const target = value.split(':')[1];
      if (target !== undefined && target !== '') targets.push(target.replace(/\*.*$/, ''));
    }
  }
  return targets;
}
