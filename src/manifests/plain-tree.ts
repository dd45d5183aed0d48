import { addCommandParts } from './command-line.ts';
import { nameBeside } from './kubernetes.ts';
import { remember } from './remember.ts';
import type { ScalarNode, TreeNode } from './tree.ts';
import type { ValueClass } from './types.ts';
import { formatPath } from './values.ts';
import type { NewValue, Place, ValueCollector } from './values.ts';
import { addScalar, embed, scalarsOf, valueRange } from './walk.ts';
import type { FoundScalar } from './walk.ts';

/** Keys under which only names of secrets stand, in values files, Compose, Spring, cloud templates. */
const REFERENCE_KEY =
  /^(?:valueFrom|ValueFrom|secretKeyRef|secretRef|secretName|existingSecret\w*|\w*[sS]ecretName|\w*[sS]ecretKeyRef|\w*SecretRef|imagePullSecrets|pullSecrets|existingSecretKey|\w*PasswordKey|secretKeys|secret_key_ref|passwordFrom|from_secret)$/;

const isReferenceKey = remember((key: string) => REFERENCE_KEY.test(key));

/** Reads a tree of keys and values without more knowledge than the names. */
export function readPlainTree(
  root: TreeNode,
  place: Place,
  collector: ValueCollector,
  classOf: (found: FoundScalar) => ValueClass | 'skip' | undefined = () => undefined,
): void {
  for (const found of scalarsOf(root)) {
    const kind =
      classOf(found) ??
      (found.path.some((step) => typeof step === 'string' && isReferenceKey(step)) ? 'reference' : 'literal');
    if (kind === 'skip') continue;
    if (addPair(found, place, collector, kind)) continue;
    const name = nameBeside(found);
    addScalar(collector, place, found, kind, name === undefined ? {} : { name });
    if (kind === 'literal') addCommandParts(collector, place, found, formatPath(found.path));
  }
}

/**
 * `- KEY=value` in a list of environment variables, generator literals, build arguments.
 * @param unquote - quotes around the value are no part of it (kustomize)
 */
export function addPair(
  found: FoundScalar,
  place: Place,
  collector: ValueCollector,
  kind: ValueClass,
  unquote = false,
): boolean {
  const { node, path } = found;
  if (typeof path.at(-1) !== 'number' || node.style === 'literal' || node.style === 'folded') return false;
  const match = /^([A-Za-z_][\w.-]{0,200})=([^]*)$/.exec(node.text);
  // A line of a program or of its output.
  if (match === null || (node.style === 'json' && node.text.endsWith('\n'))) return false;
  const [, key = '', rest = ''] = match;
  // A command's own variable: what follows is the command.
  const command = path.some((step) => /^(?:command|entrypoint|args|test|cmd)$/.test(String(step)));
  const stored = command ? (/^[^\s'"]+(?=\s)/.exec(rest)?.[0] ?? rest) : rest;
  const quoted = unquote && stored.length > 1 && /^(["'])[^]*\1$/.test(stored);
  const value = quoted ? stored.slice(1, -1) : stored;
  const { text } = place.source;
  const range = valueRange(text, node);
  // Escapes would shift the value: then the whole scalar is the place.
  const plain = text.slice(range.start, range.end) === node.text;
  const start = plain ? range.start + key.length + (quoted ? 2 : 1) : range.start;
  const end = plain ? start + value.length : range.end;
  addScalar(collector, place, found, kind, {
    address: `${formatPath(path)} ${key}`,
    name: key,
    start,
    end,
    value,
    part: true,
    ...pairSlot(place, node, key.length + (quoted ? 2 : 1), value),
  });
  return true;
}

/** The value within the scalar's own text, whatever quotes that stands in. */
function pairSlot(place: Place, node: ScalarNode, start: number, value: string): Pick<NewValue, 'slot'> {
  const source = embed(place, node);
  if (source === undefined) return {};
  const write = (text: string): string | undefined => (/[\r\n\0]/.test(text) ? undefined : text);
  return { slot: { source, start, end: start + value.length, write } };
}
