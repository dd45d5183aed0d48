import { isMap } from 'yaml';
import { readDotenv } from './dotenv.ts';
import { isKubernetesObject, readObject } from './kubernetes.ts';
import { decodeUtf8, LineIndex } from './text.ts';
import type { Document, DocumentKind, Resource, ConsumerReference } from './types.ts';
import { formatPath, nameOf, ValueBuilder } from './values.ts';
import { nodeAt, parseYaml, scalarsOf, textAt } from './yaml.ts';
import type { YamlScalar } from './yaml.ts';

/** Beyond this a file is data: parsing it as a document would cost more than it tells. */
const largest = 4 * 1024 * 1024;

const yamlName = /\.(?:ya?ml)$/i;
const jsonName = /\.(?:json|jsonc|tfstate|tmpl\.json)$/i;
const envName = /(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env|\.envrc|\.flaskenv)$/i;
const lockName =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|composer\.lock|pnpm-lock\.yaml|yarn\.lock|deno\.lock)$/;

/** A cheap look at name and beginning: can {@link readDocument} tell more of this file than its text does? */
export function looksLikeDocument(path: string, bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.length > largest || lockName.test(path)) return false;
  if (yamlName.test(path) || envName.test(path)) return true;
  if (!jsonName.test(path)) return false;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (
    buffer.includes('"apiVersion"') || buffer.includes('"auths"') || buffer.includes('"containerDefinitions"')
  );
}

/** Reads a file into addressed values; undefined if it is no document that we understand. Never throws. */
export function readDocument(path: string, bytes: Uint8Array): Document | undefined {
  if (!looksLikeDocument(path, bytes)) return undefined;
  const decoded = decodeUtf8(bytes);
  if (decoded === undefined) return undefined;
  const { text } = decoded;
  const lines = new LineIndex(text);
  const builder = new ValueBuilder(decoded, lines);
  const base = { path, bytes, values: builder.values };
  if (envName.test(path)) {
    readDotenv(text, lines, builder);
    return { ...base, kind: 'dotenv', resources: [], consumers: [], problems: [] };
  }
  // Template actions make YAML something else; its literals are found as text.
  if (isTemplate(path, text))
    return {
      ...base,
      kind: 'helm-template',
      resources: [],
      consumers: [],
      problems: [{ code: 'template', line: 1, message: 'a template' }],
    };
  const { documents, problems } = parseYaml(text, (offset) => lines.lineAt(offset));
  const reading = { resources: [] as Resource[], consumers: [] as ConsumerReference[] };
  let kind: DocumentKind = /\.json/i.test(path) ? 'json' : 'yaml';
  for (const [i, { root }] of documents.entries()) {
    if (isKubernetesObject(root) && !isKustomization(path)) {
      kind = 'kubernetes';
      readObject(root, i, decoded, builder, reading);
      continue;
    }
    if (i === 0) kind = kindOf(path, root, kind);
    for (const scalar of scalarsOf(root, text)) addPlain(builder, root, scalar, kind);
  }
  return { ...base, kind, ...reading, problems };
}

function isKustomization(path: string): boolean {
  return /(?:^|\/)kustomization\.ya?ml$|(?:^|\/)Kustomization$/.test(path);
}

function isTemplate(path: string, text: string): boolean {
  return /(?:^|\/)templates\/[^]*\.ya?ml$/.test(path)
    ? text.includes('{{')
    : /^[ \t]*\{\{-?[ \t]/m.test(text);
}

function kindOf(path: string, root: unknown, fallback: DocumentKind): DocumentKind {
  if (isKustomization(path)) return 'kustomization';
  if (isMap(root) && textAt(root, 'sops', 'mac') !== undefined) return 'sops';
  if (/(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/i.test(path) || isMap(nodeAt(root, 'services')))
    return 'compose';
  if (/(?:^|\/)\.github\/(?:workflows|actions)\//.test(path)) return 'github-workflow';
  if (/(?:^|\/)\.gitlab-ci\.ya?ml$/.test(path)) return 'gitlab-ci';
  if (/(?:^|\/)(?:\.circleci|\.drone|\.travis|azure-pipelines|bitbucket-pipelines|\.buildkite)/.test(path))
    return 'ci';
  if (/(?:^|\/)values[\w.-]*\.ya?ml$/.test(path)) return 'helm-values';
  return fallback;
}

function addPlain(builder: ValueBuilder, root: unknown, scalar: YamlScalar, kind: DocumentKind): void {
  const address = formatPath(scalar.path);
  const place = { address, name: nameOf(scalar.path), start: scalar.start, end: scalar.end };
  if (kind === 'sops' && scalar.path[0] === 'sops') {
    builder.add(place, scalar.value, 'ciphertext');
    return;
  }
  // `- KEY=value` in a list of environment variables or generator literals.
  const pair = /^([A-Za-z_][\w.-]*)=([^]*)$/.exec(scalar.value);
  if (
    pair !== null &&
    typeof scalar.path.at(-1) === 'number' &&
    scalar.style !== 'BLOCK_FOLDED' &&
    scalar.style !== 'BLOCK_LITERAL'
  ) {
    const [, key = '', value = ''] = pair;
    // Escapes would shift the value: then the whole scalar is the place.
    const plain = scalar.end - scalar.start === scalar.value.length;
    builder.add(
      {
        address: `${address} ${key}`,
        name: key,
        start: plain ? scalar.start + key.length + 1 : scalar.start,
        end: scalar.end,
      },
      value,
      'literal',
    );
    return;
  }
  const beside =
    scalar.path.at(-1) === 'value' && typeof scalar.path.at(-2) === 'number'
      ? (textAt(root, ...scalar.path.slice(0, -1), 'name') ??
        textAt(root, ...scalar.path.slice(0, -1), 'key'))
      : undefined;
  const reference = scalar.path.some(
    (step) => step === 'valueFrom' || step === 'secretKeyRef' || step === 'existingSecret',
  );
  builder.add({ ...place, name: beside ?? place.name }, scalar.value, reference ? 'reference' : 'literal');
}
