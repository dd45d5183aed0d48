import { remember } from './remember.ts';
import { MASK } from './template.ts';
import { get, itemsOf, resolve, textOf } from './tree.ts';
import type { TreeNode } from './tree.ts';
import type { ConsumerReference, NodePath } from './types.ts';
import type { Place } from './values.ts';

type Via = ConsumerReference['via'];
type Kind = 'Secret' | 'ConfigMap';

/**
 * Finds who reads which Secret or ConfigMap, wherever it stands in the object: pod templates of every kind (Deployment,
 * CronJob, Rollout, Knative Service, …), ingress TLS, service accounts, and the reference fields that resources of
 * operators use (`…SecretRef`, `secretName`).
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
export function findConsumers(
  root: TreeNode,
  base: NodePath,
  place: Place,
  namespace: string | undefined,
  consumers: ConsumerReference[],
): void {
  new Finder(place, namespace, consumers).visit(root, base, 0);
}

/** Fields of operators' resources that refer to a Secret: by an object, or by its name. */
const fieldOf = remember((key: string): 'reference' | 'name' | 'none' => {
  if (/SecretRef$|^secretKeyRef$|SecretKeyRef$|SecretKeySelector$/.test(key)) return 'reference';
  return /^secretName$|SecretName$|^existingSecret$/.test(key) ? 'name' : 'none';
});

class Finder {
  readonly #place: Place;
  readonly #namespace: string | undefined;
  readonly #consumers: ConsumerReference[];

  constructor(place: Place, namespace: string | undefined, consumers: ConsumerReference[]) {
    this.#place = place;
    this.#namespace = namespace;
    this.#consumers = consumers;
  }

  visit(node: TreeNode | undefined, path: NodePath, depth: number): void {
    const at = resolve(node);
    if (depth > 60 || at === undefined || at.kind === 'scalar') return;
    if (at.kind === 'sequence') {
      for (const [i, item] of at.items.entries()) this.visit(item, [...path, i], depth + 1);
      return;
    }
    for (const { key, value } of at.entries) {
      const below = [...path, key];
      if (!this.#known(key, value, below, at)) this.visit(value, below, depth + 1);
    }
  }

  /** @returns true when all below the key was read */
  #known(key: string, value: TreeNode, path: NodePath, parent: TreeNode): boolean {
    const each = (read: (item: TreeNode, at: NodePath) => void): void => {
      for (const [i, item] of itemsOf(value).entries()) read(item, [...path, i]);
    };
    switch (key) {
      case 'env':
        each((item, at) => this.#env(item, at));
        return false;
      case 'envFrom':
        each((item, at) => this.#envFrom(item, at));
        return true;
      case 'volumes':
        each((item, at) => this.#volume(item, at));
        return true;
      case 'imagePullSecrets':
        each((item, at) => this.#add('Secret', item, 'name', at, 'imagePullSecrets'));
        return true;
      case 'secrets':
        if (textOf(get(parent, 'kind')) === 'ServiceAccount')
          each((item, at) => this.#add('Secret', item, 'name', at, 'serviceAccount'));
        return false;
      case 'tls':
        each((item, at) => this.#add('Secret', item, 'secretName', at, 'tls'));
        return false;
      case 'secretRef':
        this.#add('Secret', value, 'name', path, 'other');
        return true;
      case 'valueFrom':
        return path.at(-3) === 'env';
      default:
        return this.#operator(key, value, path, parent);
    }
  }

  /** Reference fields of other resources: `passwordSecretRef: {name, key}`, `authSecretName: x`. */
  #operator(key: string, value: TreeNode, path: NodePath, parent: TreeNode): boolean {
    const field = fieldOf(key);
    if (field === 'none') return false;
    if (field === 'reference') {
      const name = get(value, 'name');
      if (name !== undefined)
        this.#add('Secret', value, 'name', path, 'other', { key: textOf(get(value, 'key')) });
      else if (textOf(value) !== undefined) this.#add('Secret', parent, key, path.slice(0, -1), 'other');
      return true;
    }
    if (textOf(value) !== undefined && path.includes('spec')) {
      // A Certificate writes its Secret, an ExternalSecret its target: they are makers, no readers.
      this.#add('Secret', parent, key, path.slice(0, -1), 'other');
      return true;
    }
    return false;
  }

  #env(item: TreeNode, path: NodePath): void {
    const variable = textOf(get(item, 'name'));
    const from = get(item, 'valueFrom');
    for (const [field, kind] of [
      ['secretKeyRef', 'Secret'],
      ['configMapKeyRef', 'ConfigMap'],
    ] as const) {
      const reference = get(from, field);
      this.#add(kind, reference, 'name', [...path, 'valueFrom', field], 'env', {
        key: textOf(get(reference, 'key')),
        variable,
        optional: textOf(get(reference, 'optional')) === 'true',
      });
    }
  }

  #envFrom(item: TreeNode, path: NodePath): void {
    const variable = textOf(get(item, 'prefix'));
    for (const [field, kind] of [
      ['secretRef', 'Secret'],
      ['configMapRef', 'ConfigMap'],
    ] as const) {
      const reference = get(item, field);
      const optional = textOf(get(reference, 'optional')) === 'true';
      this.#add(kind, reference, 'name', [...path, field], 'envFrom', { variable, optional });
    }
  }

  #volume(item: TreeNode, path: NodePath): void {
    this.#keyed('Secret', get(item, 'secret'), 'secretName', [...path, 'secret'], 'volume');
    this.#keyed('ConfigMap', get(item, 'configMap'), 'name', [...path, 'configMap'], 'volume');
    for (const [i, source] of itemsOf(get(get(item, 'projected'), 'sources')).entries()) {
      const at = [...path, 'projected', 'sources', i];
      this.#keyed('Secret', get(source, 'secret'), 'name', [...at, 'secret'], 'projected');
      this.#keyed('ConfigMap', get(source, 'configMap'), 'name', [...at, 'configMap'], 'projected');
    }
    const reference = get(get(item, 'csi'), 'nodePublishSecretRef');
    this.#add('Secret', reference, 'name', [...path, 'csi', 'nodePublishSecretRef'], 'volume');
  }

  /** A volume takes all keys, or those listed under `items`. */
  #keyed(kind: Kind, node: TreeNode | undefined, field: string, path: NodePath, via: Via): void {
    const optional = textOf(get(node, 'optional')) === 'true';
    const items = itemsOf(get(node, 'items'));
    if (items.length === 0) this.#add(kind, node, field, path, via, { optional });
    for (const item of items)
      this.#add(kind, node, field, path, via, { optional, key: textOf(get(item, 'key')) });
  }

  #add(
    kind: Kind,
    node: TreeNode | undefined,
    field: string,
    path: NodePath,
    via: Via,
    more: { key?: string | undefined; variable?: string | undefined; optional?: boolean } = {},
  ): void {
    const name = get(node, field);
    const text = textOf(name)?.includes(MASK) === true ? textIn(this.#place, name) : textOf(name);
    if (name === undefined || text === undefined || this.#consumers.length > 100_000) return;
    const { source, document, resource } = this.#place;
    const start = source.toRoot(name.start);
    const own = textOf(get(node, 'namespace')) ?? this.#namespace;
    this.#consumers.push({
      resource: resource ?? 0,
      target: { kind, name: text, ...(own === undefined ? {} : { namespace: own }) },
      ...(more.key === undefined ? {} : { key: more.key }),
      via,
      span: { start: source.root.toByte(start), end: source.root.toByte(source.toRoot(name.end)) },
      line: source.root.lineAt(start),
      document,
      path: [...path, field],
      ...(more.variable === undefined ? {} : { variable: more.variable }),
      ...(more.optional === true ? { optional: true } : {}),
    });
  }
}

/** A name made by a template, as it is written. */
function textIn(place: Place, node: TreeNode | undefined): string {
  return place.source.text.slice(node?.start, node?.end).replace(/^["']|["']$/g, '');
}
