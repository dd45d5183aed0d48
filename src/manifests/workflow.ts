import { addCommandParts } from './command-line.ts';
import { readEmbedded } from './embedded.ts';
import { nameBeside } from './kubernetes.ts';
import { addPair } from './plain-tree.ts';
import type { TreeNode } from './tree.ts';
import { formatPath, inside } from './values.ts';
import type { Place, ValueCollector } from './values.ts';
import { addScalar, embed, scalarsOf, valueRange } from './walk.ts';
import type { FoundScalar } from './walk.ts';

/** Keys under which a job names secrets that its platform keeps. */
const REFERENCE_KEY =
  /^(?:secrets|id_tokens|from_secret|secretName|secret-ids|environment_url|credentialsId|group|needs|uses)$/;
/** Keys that hold scripts. */
const SCRIPT_KEY =
  /^(?:run|script|before_script|after_script|command|commands|cmd|inline|inlineScript|bash|powershell|pwsh|args|install|before_install|deploy)$/;

/**
 * Reads a CI file (GitHub Actions, GitLab CI, CircleCI, Azure Pipelines, Bitbucket, Drone, Travis, Cloud Build):
 * variables, inputs, and the assignments of scripts. `${{ secrets.X }}`, `$VAR` and `from_secret` are references;
 * Travis's `secure:` is ciphertext.
 */
export function readWorkflow(root: TreeNode, place: Place, collector: ValueCollector): void {
  for (const found of scalarsOf(root)) {
    const { node, path } = found;
    const last = path.findLast((step) => typeof step === 'string');
    if (path.at(-1) === 'secure') {
      addScalar(collector, place, found, 'ciphertext');
      continue;
    }
    if (path.some((step) => typeof step === 'string' && REFERENCE_KEY.test(step))) {
      addScalar(collector, place, found, 'reference');
      continue;
    }
    if (typeof last === 'string' && SCRIPT_KEY.test(last)) {
      const source = embed(place, node);
      const inner =
        source === undefined ? undefined : inside(place, source, path, `${place.prefix}${formatPath(path)} `);
      if (inner !== undefined && readEmbedded('script.sh', inner, collector)) continue;
    }
    // Azure's `- name: X` / `value: y`, and GitLab's `X: {value: y}`.
    const name = nameBeside(found);
    if (addPairs(found, place, collector) || addPair(found, place, collector, 'literal')) continue;
    addScalar(collector, place, found, 'literal', name === undefined ? {} : { name });
    addFallback(found, place, collector, name);
    addCommandParts(collector, place, found, formatPath(path));
  }
}

/** Travis: several variables in one item, `- DB=pg PGPASSWORD=…`. */
function addPairs(found: FoundScalar, place: Place, collector: ValueCollector): boolean {
  const { node, path } = found;
  const pairs = /^(?:[A-Za-z_]\w{0,100}=[^\s"'=]{0,1000}[ ]+)+[A-Za-z_]\w{0,100}=[^\s"']{0,1000}$/;
  if (typeof path.at(-1) !== 'number' || !pairs.test(node.text)) return false;
  const source = embed(place, node);
  if (source === undefined) return false;
  for (const match of source.text.matchAll(/([A-Za-z_]\w{0,100})=([^\s]+)/g)) {
    const [pair, name = '', value = ''] = match;
    const end = match.index + pair.length;
    const start = end - value.length;
    const write = (text: string): string | undefined => (/^[\w./:@%+,=-]+$/.test(text) ? text : undefined);
    collector.add(inside(place, source, path), {
      path: [name],
      start,
      end,
      value,
      class: 'literal',
      slot: { start, end, write },
    });
  }
  return true;
}

/** `${{ secrets.TOKEN || 'literal' }}`. */
function addFallback(
  { node, path }: FoundScalar,
  place: Place,
  collector: ValueCollector,
  name: string | undefined,
): void {
  if (!node.text.includes('||')) return;
  const { start, end } = valueRange(place.source.text, node);
  for (const match of place.source.text
    .slice(start, end)
    .matchAll(/\$\{\{[^{}'"]{1,300}\|\|[ \t]{0,4}(['"])([^'"\n]{1,300})\1[ \t]{0,4}\}\}/g)) {
    const [whole, , value = ''] = match;
    const at = start + match.index + whole.lastIndexOf(value);
    const address = `${formatPath(path)} default`;
    collector.add(place, {
      path,
      address,
      ...(name === undefined ? {} : { name }),
      start: at,
      end: at + value.length,
      value,
      class: 'literal',
      part: true,
    });
  }
}
