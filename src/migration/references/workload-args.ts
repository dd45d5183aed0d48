import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import { reveal, Secret } from '../../engine/index.ts';
import type { Draft } from '../draft.ts';
import { decodeText, eolOf, lineEnd, lineStart, type TextEdit } from '../text.ts';
import { doubleQuoted, getNode, getPair, getText, isEntangled, itemsOf, quoted, rangeOf } from '../yaml.ts';
import type { ObjectTarget } from './kubernetes.ts';

/** A secret in `args` or `command` of a container: `--password=VALUE`, or VALUE behind `--password`. */
export interface Argument {
  readonly located: ObjectTarget;
  readonly variable: string;
  /** What stays in front: `--password=`, or nothing. */
  readonly prefix: string;
  readonly secret: Secret;
}

export function isArgument({ path }: ObjectTarget): boolean {
  const [containers, at, list, index] = path.slice(-4);
  const inContainer = typeof at === 'number' && /^(?:init|ephemeral)?containers$/i.test(String(containers));
  return inContainer && (list === 'args' || list === 'command') && typeof index === 'number';
}

/**
 * Reads one. Kubernetes expands `$(NAME)` in arguments from the container's variables
 * (https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/).
 */
export function readArgument(located: ObjectTarget, draft: Draft): Argument | undefined {
  const { target, found, object } = located;
  const list = found.parents.at(-1);
  const container = found.parents.at(-2);
  const leave = (reason: string): undefined => {
    draft.leave(target, reason, 'a variable from a Secret, and $(NAME) in the argument');
    return undefined;
  };
  const text = decodeText(reveal(target.value.value));
  if (text === undefined || !isSeq(list) || !isMap(container) || !isScalar(found.node))
    return leave('it is no text');
  if (/\s|\$\(|\$\$/.test(text)) return leave('it is a command line of its own, or expands variables');
  if (isEntangled(container)) return leave('anchors or aliases: an edit here would change another place');
  if (object.file.path.endsWith('.json')) return leave('it stands in JSON');
  if (draft.tree.isPatch(object.file.path))
    return leave('it is a kustomize patch, which replaces the whole list');
  if (draft.tree.isPatch(object.file.path)) return leave('a kustomize patch replaces the whole list');
  const env = getNode(container, 'env');
  if (
    env !== undefined &&
    (!isSeq(env) || env.flow === true || env.items.length === 0 || container.flow === true)
  )
    return leave('its variables are written in a way that cannot be added to');
  const joined = /^(-{1,2}([\w.-]+)=)(.+)$/.exec(text);
  const before: unknown = list.items[Number(found.path.at(-1)) - 1];
  const apart = isScalar(before) ? /^-{1,2}([\w.-]+)$/.exec(String(before.value)) : null;
  const flag = joined?.[2] ?? apart?.[1];
  if (flag === undefined) return leave('no flag says what it is');
  return {
    located,
    variable: flag
      .toUpperCase()
      .replaceAll(/[^A-Z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, ''),
    prefix: joined?.[1] ?? '',
    secret: Secret.fromText(joined?.[3] ?? text),
  };
}

/** Variables of a container that are named already. */
function takenNames(container: YAMLMap): Set<string> {
  return new Set(itemsOf(getNode(container, 'env')).map((item) => getText(item, 'name') ?? ''));
}

/** Puts `$(NAME)` in place of each value, and the variables into the container: one edit for all of its arguments. */
export function rewriteArguments(
  all: readonly { readonly argument: Argument; readonly key: string }[],
  secretName: string,
  draft: Draft,
): Map<Argument, string> {
  const names = new Map<Argument, string>();
  const containers = new Map<YAMLMap, typeof all>();
  for (const one of all) {
    const container = one.argument.located.found.parents.at(-2) as YAMLMap;
    containers.set(container, [...(containers.get(container) ?? []), one]);
  }
  for (const [container, group] of containers) {
    const taken = takenNames(container);
    const variables = group.map(({ argument, key }) => {
      let name = argument.variable;
      for (let number = 2; taken.has(name); number++) name = `${argument.variable}_${number}`;
      taken.add(name);
      names.set(argument, name);
      replaceArgument(argument, name, draft);
      return { name, valueFrom: { secretKeyRef: { name: secretName, key } } };
    });
    addVariables(container, group[0]?.argument.located, variables, draft);
  }
  return names;
}

function replaceArgument({ located, prefix }: Argument, name: string, draft: Draft): void {
  const { found, object } = located;
  const [start, end] = rangeOf(found.node) ?? [0, 0];
  const newline = object.yaml.text[end - 1] === '\n' ? 1 : 0;
  const text = `${prefix}$(${name})`;
  draft.edit(object.file.path, { start, end: end - newline, text: doubleQuoted(text) }, (documents) => {
    let at: unknown = documents[found.document];
    for (const step of found.path.slice(0, -1)) at = (at as Record<string | number, unknown>)[step];
    (at as Record<string | number, unknown>)[found.path.at(-1) ?? 0] = text;
  });
}

interface Variable {
  readonly name: string;
  readonly valueFrom: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

function addVariables(
  container: YAMLMap,
  located: ObjectTarget | undefined,
  variables: readonly Variable[],
  draft: Draft,
): void {
  if (located === undefined) return;
  const { object, found } = located;
  draft.edit(object.file.path, variablesEdit(container, located, variables), (documents) => {
    let at: unknown = documents[found.document];
    for (const step of found.path.slice(0, -2)) at = (at as Record<string | number, unknown>)[step];
    const plain = at as { env?: unknown[] };
    plain.env = [...(plain.env ?? []), ...structuredClone(variables)];
  });
}

function variablesEdit(container: YAMLMap, located: ObjectTarget, variables: readonly Variable[]): TextEdit {
  const { text } = located.object.yaml;
  const eol = eolOf(text);
  const lines = (indent: string): string =>
    variables
      .flatMap(({ name, valueFrom: { secretKeyRef } }) => [
        `- name: ${quoted(name)}`,
        '  valueFrom:',
        '    secretKeyRef:',
        `      name: ${quoted(secretKeyRef.name)}`,
        `      key: ${quoted(secretKeyRef.key)}`,
      ])
      .map((line) => `${indent}${line}${eol}`)
      .join('');
  const env = getNode(container, 'env');
  const items = itemsOf(env);
  if (items.length > 0) {
    const first = rangeOf(items[0])?.[0] ?? 0;
    const dash = text.lastIndexOf('-', first - 1);
    let end = rangeOf(items.at(-1))?.[1] ?? 0;
    while (/\s/.test(text[end - 1] ?? '')) end--;
    const at = lineEnd(text, end);
    const open = text[at - 1] === '\n' ? '' : eol;
    return { start: at, end: at, text: open + lines(text.slice(lineStart(text, dash), dash)) };
  }
  const start = rangeOf(getPair(container, String(located.found.path.at(-2)))?.key)?.[0] ?? 0;
  const indent = ' '.repeat(start - lineStart(text, start));
  return { start, end: start, text: `env:${eol}${lines(indent)}${indent}` };
}
