import { isScalar } from 'yaml';
import { Draft, type Target } from './draft.ts';
import { environmentOf } from './naming.ts';
import { byHand } from './references/by-hand.ts';
import { cloudFormation } from './references/cloudformation.ts';
import { cloudRun } from './references/cloud-run.ts';
import { composeFile } from './references/compose-file.ts';
import { composeSecretFile } from './references/compose-secret-file.ts';
import { configMap } from './references/config-map.ts';
import { ecsTask } from './references/ecs-task.ts';
import { envFile } from './references/env-file.ts';
import { secretToExternal } from './references/external-secret.ts';
import { existingSecret } from './references/existing-secret.ts';
import { githubWorkflow } from './references/github-workflow.ts';
import { gitlabCi } from './references/gitlab-ci.ts';
import { helmRelease } from './references/helm-release.ts';
import { helmSecrets } from './references/helm-values.ts';
import { kustomizeGenerator } from './references/kustomize-generator.ts';
import { addSopsConfig } from './references/sops-config.ts';
import { secretProviderClass } from './references/secret-provider-class.ts';
import { sopsSecret } from './references/sops-secret.ts';
import { unresolved } from './references/proposal.ts';
import type { ReferenceStyle } from './references/style.ts';
import { programText } from './references/program-text.ts';
import { terraform } from './references/terraform.ts';
import { vals } from './references/vals.ts';
import { workloadEnv } from './references/workload-env.ts';
import type { StoredVersion } from './store.ts';
import { textOffset } from './text.ts';
import type { Tree } from './tree.ts';
import type { PlanOptions, Selected, Store } from './types.ts';
import { getNode } from './yaml.ts';

/** In this order; the last one takes what is left. */
const styles: readonly ReferenceStyle[] = [
  sopsSecret,
  secretProviderClass,
  secretToExternal,
  cloudRun,
  workloadEnv,
  configMap,
  kustomizeGenerator,
  helmRelease,
  existingSecret,
  vals,
  helmSecrets,
  composeFile,
  composeSecretFile,
  envFile,
  githubWorkflow,
  gitlabCi,
  terraform,
  ecsTask,
  cloudFormation,
  programText,
  byHand,
];

export interface Composition {
  readonly draft: Draft;
  readonly targets: readonly Target[];
}

/**
 * What the files become. The same tree, selection and options give the same composition; nothing is written. The
 * targets that a style took are those that are not on the draft's list for people.
 */
export async function compose(
  tree: Tree,
  selected: readonly Selected[],
  options: PlanOptions,
  store: Store,
  versions: ReadonlyMap<string, StoredVersion>,
): Promise<Composition> {
  const draft = new Draft(tree, options, store, versions);
  const targets = selected.flatMap((one) => {
    const target = resolve(tree, one);
    if (target === undefined) draft.leave({ selected: one }, ...unresolved(tree, one));
    return target ?? [];
  });
  const sorted = [...targets].sort((a, b) =>
    a.file.path < b.file.path ? -1 : a.file.path > b.file.path ? 1 : a.offset - b.offset,
  );
  draft.hide(sorted);
  let left: readonly Target[] = sorted;
  for (const style of styles) if (left.length > 0) left = await style.claim(left, draft);
  addSopsConfig(draft);
  warnPrune(draft);
  warnShared(draft, sorted);
  return { draft, targets: sorted };
}

/** Finds a selected value again by its address. */
function resolve(tree: Tree, selected: Selected): Target | undefined {
  const file = tree.get(selected.path);
  const values = file?.values.filter((one) => one.address === selected.address) ?? [];
  const value = values.find((one) => one.line === selected.line) ?? values[0];
  if (file?.text === undefined || value === undefined || selected.address === '') return undefined;
  return { selected, file, value, offset: textOffset(file.disk.bytes, value.span.start) };
}

/** Production and another environment with one secret: whoever leaks the one leaks the other. */
function warnShared(draft: Draft, targets: readonly Target[]): void {
  const places = new Map<string, Set<string>>();
  for (const { selected, file } of targets) {
    const environment = environmentOf(file.path, /\/([^/]+)\/[^/]+ /.exec(selected.address)?.[1] ?? '');
    if (environment === '') continue;
    const known = places.get(selected.tag) ?? new Set<string>();
    places.set(selected.tag, known.add(environment));
  }
  for (const environments of places.values())
    if (environments.size > 1)
      draft.warnings.add(
        `${[...environments].sort().join(' and ')} share a secret: give each its own when you rotate`,
      );
}

/** A GitOps tool with prune takes the Secret away when its manifest goes, before the operator has adopted it. */
function warnPrune(draft: Draft): void {
  if (!draft.changes.some((change) => change.becomes.startsWith('ExternalSecret '))) return;
  for (const object of draft.tree.objects) {
    const contents = draft.tree.get(object.path)?.yaml?.documents[object.document]?.contents;
    const spec = getNode(contents, 'spec');
    const flux =
      object.kind === 'Kustomization' && object.apiVersion.startsWith('kustomize.toolkit.fluxcd.io/');
    const prune = flux ? getNode(spec, 'prune') : getNode(spec, 'syncPolicy', 'automated', 'prune');
    if (!isScalar(prune) || prune.value !== true) continue;
    if (flux)
      draft.warnings.add(
        `${object.path} prunes: first annotate the Secrets in the cluster with kustomize.toolkit.fluxcd.io/prune: disabled`,
      );
    else if (object.kind === 'Application')
      draft.warnings.add(
        `${object.path} prunes: first annotate the Secrets in the cluster with argocd.argoproj.io/sync-options: Prune=false`,
      );
  }
}
