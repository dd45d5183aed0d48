import { RE2JS } from 're2js';
import { get, textOf } from './tree.ts';
import type { TreeNode } from './tree.ts';

/**
 * Which leaves a SOPS document says are encrypted. One of these stands in clear: somebody edited the file by hand.
 * Comment rules are not followed.
 * @see https://getsops.io/docs/#encrypting-only-parts-of-a-file
 * @param setting - a setting of the file's metadata (`encrypted_regex`)
 */
export function encryptionRule(
  setting: (name: string) => string | undefined,
): (path: readonly string[]) => boolean {
  // The rules are Go's expressions and come with the file: an engine that cannot backtrack.
  const matcher = (name: string): ((key: string) => boolean) | undefined => {
    const pattern = setting(name);
    if (pattern === undefined || pattern === '' || pattern.length > 1000) return undefined;
    try {
      const compiled = RE2JS.compile(pattern);
      return (key) => compiled.matcher(key).find();
    } catch {
      return () => false;
    }
  };
  const encrypted = matcher('encrypted_regex');
  if (encrypted !== undefined) return (path) => path.some(encrypted);
  const unencrypted = matcher('unencrypted_regex');
  if (unencrypted !== undefined) return (path) => !path.some(unencrypted);
  const suffix = setting('encrypted_suffix');
  if (suffix !== undefined && suffix !== '') return (path) => path.some((key) => key.endsWith(suffix));
  if (setting('encrypted_comment_regex') !== undefined) return () => false;
  const clear = setting('unencrypted_suffix') ?? '_unencrypted';
  return (path) => clear === '' || !path.some((key) => key.endsWith(clear));
}

/** The rule of a document with a `sops` block; undefined for any other. */
export function sopsRuleOf(root: TreeNode): ((path: readonly string[]) => boolean) | undefined {
  const sops = get(root, 'sops');
  if (textOf(get(sops, 'mac')) === undefined && textOf(get(sops, 'lastmodified')) === undefined)
    return undefined;
  return encryptionRule((name) => textOf(get(sops, name)));
}
