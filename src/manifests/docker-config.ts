import { parseJson } from './json-tree.ts';
import { entriesOf, get, textOf } from './tree.ts';
import type { TreeNode } from './tree.ts';
import type { Place, ValueCollector } from './values.ts';
import { addScalar, scalarsOf, valueRange } from './walk.ts';
import type { FoundScalar } from './walk.ts';

/** Is it what `docker login` writes: `{"auths": {…}}`, or the older map of registries? */
export function isDockerConfig(root: TreeNode): boolean {
  if (get(root, 'auths') !== undefined) return true;
  const hosts = entriesOf(root);
  return hosts.length > 0 && hosts.every(({ value }) => textOf(get(value, 'auth')) !== undefined);
}

/**
 * Adds what a registry's entry holds: `auth` is base64 of `user:password`, of which the password is the secret.
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets
 */
export function addDockerAuth(found: FoundScalar, place: Place, collector: ValueCollector): void {
  const { node, path } = found;
  const key = path.at(-1);
  const pair =
    key === 'auth' && /^[A-Za-z0-9+/]+={0,2}$/.test(node.text)
      ? /^([^:]{0,500}):([^]+)$/.exec(Buffer.from(node.text, 'base64').toString())
      : null;
  if (pair !== null) {
    const [, user = '', password = ''] = pair;
    const range = valueRange(place.source.text, node);
    const write = (text: string): string => Buffer.from(`${user}:${text}`).toString('base64');
    addScalar(collector, place, found, 'secret', {
      value: password,
      decoded: ['base64'],
      part: true,
      slot: { ...range, write, encodes: true },
    });
    return;
  }
  const secret = key === 'auth' || key === 'password' || key === 'identitytoken' || key === 'registrytoken';
  addScalar(collector, place, found, secret ? 'secret' : 'literal');
}

/** Reads a docker configuration that is the value of something else; false if the text is none. */
export function readDockerConfig(place: Place, collector: ValueCollector): boolean {
  const [document] = parseJson(place.source.text).documents;
  if (document === undefined || !isDockerConfig(document.root)) return false;
  for (const found of scalarsOf(document.root)) addDockerAuth(found, place, collector);
  return true;
}
