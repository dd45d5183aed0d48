import { addCommandParts } from './command-line.ts';
import { readEmbedded } from './embedded.ts';
import { nameBeside } from './kubernetes.ts';
import { addPair } from './plain-tree.ts';
import type { TreeNode } from './tree.ts';
import { formatPath, inside } from './values.ts';
import type { Place, ValueCollector } from './values.ts';
import { addScalar, embed, scalarsOf } from './walk.ts';

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
    if (addPair(found, place, collector, 'literal')) continue;
    addScalar(collector, place, found, 'literal', name === undefined ? {} : { name });
    addCommandParts(collector, place, found, formatPath(path));
  }
}
