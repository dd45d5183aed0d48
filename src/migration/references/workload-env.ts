import { isMap, isScalar } from 'yaml';
import { Secret, reveal } from '../../engine/index.ts';
import { setAt, type Draft } from '../draft.ts';
import type { TreeObject } from '../tree.ts';
import { getNode, getText, isEntangled, itemsOf, quoted, replacePair } from '../yaml.ts';
import {
  dropLastApplied,
  hasLastApplied,
  isLastApplied,
  lastAppliedEdit,
  locate,
  type ObjectTarget,
} from './kubernetes.ts';
import { emitSecret, freeSecretName } from './secret-object.ts';
import { groupBy, type ReferenceStyle } from './style.ts';
import { isArgument, readArgument, rewriteArguments, type Argument } from './workload-args.ts';

/** A literal in `env:` of a workload: `valueFrom.secretKeyRef` to a Secret that is made beside it. */
export const workloadEnv: ReferenceStyle = {
  id: 'workload-env',
  async claim(targets, draft) {
    const mine = targets
      .map(locate)
      .filter(
        (located) =>
          located !== undefined &&
          located.object.kind !== 'Secret' &&
          (isEnv(located) || isLastApplied(located) || isWorkloadArgument(located)),
      ) as ObjectTarget[];
    const groups = groupBy(mine, ({ target, object }) =>
      JSON.stringify([target.file.path, object.document, object.prefix]),
    );
    for (const group of groups.values()) await moveToSecret(group, draft);
    const taken = new Set(mine.map(({ target }) => target));
    return targets.filter((target) => !taken.has(target));
  },
};

function isWorkloadArgument(located: ObjectTarget): boolean {
  return workloads.has(located.object.kind) && isArgument(located);
}

function isEnv({ path }: ObjectTarget): boolean {
  const [containers, at, list, index, key] = path.slice(-5);
  const inContainer = typeof at === 'number' && /^(?:init|ephemeral)?containers$/i.test(String(containers));
  return inContainer && list === 'env' && typeof index === 'number' && key === 'value';
}

/** Kinds that run a pod template as Kubernetes defines it; what else has `env` may not know `valueFrom`. */
const workloads = new Set([
  'Pod',
  'PodTemplate',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
  'CronJob',
  'Rollout',
  'Service',
  'Configuration',
]);

interface Field {
  readonly located: ObjectTarget;
  readonly secret: Secret;
  readonly key: string;
  readonly argument?: Argument;
}

async function moveToSecret(group: readonly ObjectTarget[], draft: Draft): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  const { object } = first;
  const { near, base } = draft.tree.placeFor(object.file.path, object.name);
  const namespace = object.namespace ?? patchedOf(draft, object)[0]?.namespace;
  const annotated = group.filter(isLastApplied);
  const fields = nameFields([
    ...group
      .filter((located) => isEnv(located) && isUsable(located, draft))
      .map((located) => ({
        located,
        secret: located.target.value.value,
        variable: getText(located.found.parents.at(-1), 'name') ?? '',
        container: getText(located.found.parents.at(-3), 'name'),
      })),
    ...group
      .filter(isArgument)
      .flatMap((located) => readArgument(located, draft) ?? [])
      .map((argument) => ({
        ...argument,
        argument,
        container: getText(argument.located.found.parents.at(-2), 'name'),
      })),
  ]);
  if (fields.length === 0) {
    for (const { target } of annotated)
      draft.leave(target, 'an annotation of kubectl apply repeats it', 'remove last-applied-configuration');
    return;
  }
  if (hasLastApplied(object) && lastAppliedEdit(object) === undefined) {
    for (const { target } of [...fields.map((field) => field.located), ...annotated])
      draft.leave(target, 'an annotation repeats the value and cannot be cut out', 'remove it first');
    return;
  }
  const name = freeSecretName(draft, near, namespace, base);
  const distinct = new Map(fields.map((field) => [field.key, field.secret]));
  const emitted = await emitSecret(
    {
      namespace,
      name,
      near,
      fields: [...distinct].map(([key, secret]) => ({ key, secret })),
    },
    draft,
  );
  if (emitted.path === undefined) {
    for (const { target } of [...fields.map((field) => field.located), ...annotated])
      draft.leave(target, emitted.reason, emitted.hint);
    return;
  }
  for (const field of fields) if (field.argument === undefined) rewrite(field, name, draft, emitted.entry);
  const inArguments = fields.flatMap(({ argument, key }) =>
    argument === undefined ? [] : [{ argument, key }],
  );
  const names = rewriteArguments(inArguments, name, draft);
  for (const { argument, key } of inArguments)
    draft.change(
      argument.located.target,
      `$(${names.get(argument) ?? ''}) with valueFrom.secretKeyRef ${name}/${key}`,
      emitted.entry,
    );
  dropLastApplied(draft, object);
  for (const { target } of annotated) draft.change(target, 'annotation removed');
}

function isUsable({ target, found, object }: ObjectTarget, draft: Draft): boolean {
  const { pair } = found;
  const map = found.parents.at(-1);
  const variable = getText(map, 'name');
  if (pair === undefined || !isMap(map) || variable === undefined || !isScalar(found.node)) {
    draft.leave(target, 'the variable has no name', 'valueFrom.secretKeyRef');
    return false;
  }
  if (!workloads.has(object.kind)) {
    draft.leave(
      target,
      `${object.kind} may not know valueFrom`,
      'valueFrom.secretKeyRef if its controller does',
    );
    return false;
  }
  if (/\$\(|\$\$/.test(Buffer.from(reveal(target.value.value)).toString('latin1'))) {
    draft.leave(
      target,
      'Kubernetes expands $(…) in a literal, and does not in a value from a Secret',
      'the secret part in a variable of its own, and $(NAME) here',
    );
    return false;
  }
  if (isEntangled(map)) {
    draft.leave(
      target,
      'anchors or aliases: an edit here would change another place',
      'write the value out first',
    );
    return false;
  }
  const isPatch = draft.tree.isPatch(target.file.path);
  if (
    isPatch &&
    (draft.tree.patcherOf(target.file.path) === undefined || patchedOf(draft, object).length !== 1)
  ) {
    draft.leave(
      target,
      'it is a kustomize patch, and not of one object by its name in one kustomization',
      'valueFrom.secretKeyRef in the patch',
    );
    return false;
  }
  if (isSetElsewhere(draft, object, variable)) {
    draft.leave(
      target,
      'a kustomize patch sets this variable too, and value beside valueFrom is refused by Kubernetes',
      'valueFrom.secretKeyRef in the base and no value in the patch',
    );
    return false;
  }
  return true;
}

/** Does a patch give the same variable of the same object a value, or count on its place in the list? */
function isSetElsewhere(draft: Draft, object: ObjectTarget['object'], variable: string): boolean {
  const { tree } = draft;
  const byPlace = [...tree.files].some(
    (file) =>
      (tree.isPatch(file.path) || tree.kustomizations.some((one) => one.file === file)) &&
      /\/env\/\d+/.test(file.text ?? ''),
  );
  if (byPlace) return true;
  const inline = tree.kustomizations.some(
    (one) =>
      getNode(one.file.yaml?.documents[0]?.contents, 'patches') !== undefined &&
      one.file.text?.includes(variable) === true,
  );
  if (inline) return true;
  const mine = tree.patcherOf(object.file.path);
  return tree.objects.some((other) => {
    if (other.kind !== object.kind || other.name !== object.name || other.path === object.file.path)
      return false;
    const theirs = tree.patcherOf(other.path);
    // Patches of overlays that nothing renders together do not meet.
    const meets = tree.isPatch(other.path)
      ? mine === undefined || theirs === undefined || tree.isTogether(mine, theirs)
      : mine !== undefined && tree.reach(mine.dir).has(other.path);
    if (!meets) return false;
    return setsVariable(tree.get(other.path)?.yaml?.documents[other.document]?.contents, variable);
  });
}

/** The objects that a patch is for. */
function patchedOf(draft: Draft, { file, kind, name }: ObjectTarget['object']): readonly TreeObject[] {
  const { tree } = draft;
  const patcher = tree.patcherOf(file.path);
  if (patcher === undefined) return [];
  const reached = tree.reach(patcher.dir);
  return tree.objects.filter(
    (other) =>
      other.kind === kind && other.name === name && !tree.isPatch(other.path) && reached.has(other.path),
  );
}

function setsVariable(node: unknown, variable: string): boolean {
  if (isMap(node)) {
    const env = itemsOf(getNode(node, 'env'));
    if (env.some((item) => getText(item, 'name') === variable && getNode(item, 'value') !== undefined))
      return true;
    return node.items.some((item) => setsVariable(item.value, variable));
  }
  return itemsOf(node).some((item) => setsVariable(item, variable));
}

/** A key a variable; two containers that give one variable two values get a key each. */
function nameFields(
  group: readonly {
    readonly located: ObjectTarget;
    readonly secret: Secret;
    readonly variable: string;
    readonly container: string | undefined;
    readonly argument?: Argument;
  }[],
): Field[] {
  const values = new Map<string, Secret>();
  return group.map(({ located, secret, variable, container = 'container', argument }) => {
    const plain = variable.replaceAll(/[^-._a-zA-Z0-9]/g, '_');
    let key = plain;
    for (let number = 1; values.has(key) && !equal(values.get(key), secret); number++)
      key = number === 1 ? `${container}.${plain}` : `${container}.${plain}.${number}`;
    values.set(key, secret);
    return { located, secret, key, ...(argument === undefined ? {} : { argument }) };
  });
}

function equal(a: Secret | undefined, b: Secret): boolean {
  return a !== undefined && Buffer.compare(reveal(a), reveal(b)) === 0;
}

function rewrite(field: Field, name: string, draft: Draft, entry: string | undefined): void {
  const { target, found, object } = field.located;
  const map = found.parents.at(-1);
  if (!isMap(map) || found.pair === undefined) return;
  const [n, k] = [quoted(name), quoted(field.key)];
  const edit = replacePair(
    object.yaml,
    map,
    found.pair,
    ['valueFrom:', '  secretKeyRef:', `    name: ${n}`, `    key: ${k}`],
    target.file.path.endsWith('.json')
      ? `"valueFrom": ${JSON.stringify({ secretKeyRef: { name, key: field.key } })}`
      : `valueFrom: {secretKeyRef: {name: ${n}, key: ${k}}}`,
  );
  const at = [found.document, ...found.path.slice(0, -1)];
  draft.edit(target.file.path, edit, (documents) => {
    setAt(documents, [...at, 'value'], undefined);
    setAt(documents, [...at, 'valueFrom'], { secretKeyRef: { name, key: field.key } });
  });
  draft.change(target, `valueFrom.secretKeyRef ${name}/${field.key}`, entry);
}
