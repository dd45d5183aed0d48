import { readCloudTree } from './cloud.ts';
import { readCompose } from './compose.ts';
import { readNetrc, readPgpass, readSecretFile } from './credentials.ts';
import { readDockerfile } from './dockerfile.ts';
import { readDotenv } from './dotenv.ts';
import { readHttp } from './http-file.ts';
import { readIni } from './ini.ts';
import { readJenkinsfile } from './jenkinsfile.ts';
import { parseJson } from './json-tree.ts';
import { kindOfPath } from './kinds.ts';
import type { FileKind } from './kinds.ts';
import { isKubernetesObject, readObject } from './kubernetes.ts';
import type { KubernetesReading } from './kubernetes.ts';
import { readKustomization } from './kustomization.ts';
import { readProperties } from './properties.ts';
import { encryptionRule, sopsRuleOf } from './sops.ts';
import type { Span } from '../engine/index.ts';
import { FileSource } from './source.ts';
import { breaksYaml, hasActions, maskActions } from './template.ts';
import { readTerraform } from './terraform.ts';
import { readToml } from './toml.ts';
import { get, resolve } from './tree.ts';
import type { ParsedTree, TreeDocument, TreeNode } from './tree.ts';
import type { AddressedValue, Document, DocumentKind, DocumentProblem } from './types.ts';
import { ValueCollector } from './values.ts';
import type { Place, Slot } from './values.ts';
import { readWorkflow } from './workflow.ts';
import { readXml } from './xml.ts';
import { parseYaml } from './yaml-tree.ts';

/** Beyond this a file is data: reading it as a document would cost more than it tells. */
const LARGEST = 4 * 1024 * 1024;

/** Without one of these in it, a document cannot tell more than its text does. */
const MARKER =
  /apiVersion|pass|secret|token|key|auth|cred|pwd|_pw\b|login|secure|dsn|sops|ENC\[|:\/\/|services:/i;

/**
 * A cheap look at name and text: can {@link readDocument} tell more of this file than its text does? Most blobs of a
 * history end at the name.
 */
export function looksLikeDocument(path: string, bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.length > LARGEST) return false;
  const kind = kindOfPath(path);
  if (kind === undefined) return false;
  if (bytes[0] === 0xff || bytes[0] === 0xfe) return true;
  // Of these the name says it all.
  if (kind.format === 'pgpass' || kind.format === 'secret-file') return true;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // Most that have one have it early.
  return MARKER.test(text.toString('latin1', 0, 1024)) || MARKER.test(text.toString('latin1'));
}

/** Reads a file into addressed values; undefined if it is no document that we understand. Never throws. */
export function readDocument(path: string, bytes: Uint8Array): Document | undefined {
  return readFile(path, bytes)?.document;
}

/** A document with what an editor needs besides. */
export interface Reading {
  readonly document: Document;
  readonly source: FileSource;
  readonly format: FileKind['format'];
  /** Beside {@link Document.values}: how each is written back. */
  readonly slots: readonly (Slot | undefined)[];
  /** Of YAML and JSON. */
  readonly tree?: ParsedTree;
  /** Template actions are masked in {@link tree}. */
  readonly masked: boolean;
}

export function readFile(path: string, bytes: Uint8Array): Reading | undefined {
  const kind = kindOfPath(path) ?? sniff(path, bytes);
  if (kind === undefined || bytes.length > LARGEST) return undefined;
  const source = FileSource.read(
    bytes,
    kind.format === 'properties' || kind.format === 'dotenv' || kind.format === 'ini',
  );
  if (source === undefined) return undefined;
  const collector = new ValueCollector();
  const place: Place = { source, prefix: '', document: 0 };
  if (kind.format !== 'yaml' && kind.format !== 'json') {
    const problems = readLines(kind.format, path, place, collector);
    const values = kind.format === 'dotenv' ? markClear(collector.values) : collector.values;
    const document: Document = {
      kind: kind.kind,
      path,
      bytes,
      values,
      resources: [],
      consumers: [],
      problems,
    };
    return { document, source, format: kind.format, slots: collector.slots, masked: false };
  }
  return readTreeFile(path, bytes, source, kind, collector, place);
}

/** Standard input and files without an extension: Kubernetes objects are told by their first line. */
function sniff(path: string, bytes: Uint8Array): FileKind | undefined {
  if (path !== '' && path !== '-' && path.slice(path.lastIndexOf('/') + 1).includes('.')) return undefined;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 2000)).toString('latin1');
  if (/^(?:---[ \t]*\r?\n)?(?:#[^\n]*\n|\s)*(?:apiVersion|kind):[ \t]/.test(head))
    return { format: 'yaml', kind: 'yaml' };
  return /^\s*\{\s*"(?:apiVersion|kind|auths)"/.test(head) ? { format: 'json', kind: 'json' } : undefined;
}

function readLines(
  format: FileKind['format'],
  path: string,
  place: Place,
  collector: ValueCollector,
): DocumentProblem[] {
  switch (format) {
    case 'dotenv':
      readDotenv(place, collector);
      return [];
    case 'properties':
      readProperties(place, collector);
      return [];
    case 'ini':
      // Python's configparser takes colons too.
      readIni(place, collector, path.endsWith('.pypirc') ? '=:' : '=');
      return [];
    case 'toml':
      return readToml(place, collector);
    case 'xml':
      readXml(place, collector);
      return [];
    case 'terraform':
      readTerraform(place, collector);
      return [];
    case 'dockerfile':
      return readDockerfile(place, collector);
    case 'netrc':
      readNetrc(place, collector);
      return [];
    case 'pgpass':
      readPgpass(place, collector);
      return [];
    case 'secret-file':
      readSecretFile(path, place, collector);
      return [];
    case 'http':
      readHttp(place, collector);
      return [];
    default:
      readJenkinsfile(place, collector);
      return [];
  }
}

/** A dotenv file that SOPS wrote: what stands in it in clear should not. */
function markClear(values: readonly AddressedValue[]): readonly AddressedValue[] {
  if (!values.some(({ name }) => name === 'sops_mac')) return values;
  const rule = encryptionRule(() => undefined);
  return values.map((value) => {
    if (value.name.startsWith('sops_')) return { ...value, class: 'ciphertext' as const };
    return value.class === 'literal' && !value.value.isEmpty && rule([value.name])
      ? { ...value, class: 'secret' as const }
      : value;
  });
}

function readTreeFile(
  path: string,
  bytes: Uint8Array,
  source: FileSource,
  kind: FileKind,
  collector: ValueCollector,
  place: Place,
): Reading {
  const { text } = source;
  let masked = kind.format === 'yaml' && isTemplate(path, text);
  let tree = kind.format === 'json' ? parseJson(text) : parseYaml(masked ? maskActions(text) : text);
  // A template that was not told by its place: once more with its actions masked.
  if (!masked && hasActions(text) && tree.problems.some(({ code }) => code === 'syntax')) {
    masked = true;
    tree = kind.format === 'json' ? parseJson(maskActions(text)) : parseYaml(maskActions(text));
  }
  const reading: KubernetesReading = { resources: [], consumers: [] };
  const kinds = new Set<DocumentKind>();
  for (const [i, document] of tree.documents.entries()) {
    if (resolve(document.root)?.kind === 'scalar' && document.root.start === document.root.end) continue;
    kinds.add(
      readOne(
        document,
        { ...place, document: i, prefix: i === 0 ? '' : `#${i} ` },
        kind.kind,
        collector,
        reading,
      ),
    );
  }
  const [first = kind.kind] = kinds;
  const found = kinds.has('kubernetes') ? 'kubernetes' : first;
  const sops = kinds.size === 1 && tree.documents.every(({ root }) => sopsRuleOf(root) !== undefined);
  const problems: DocumentProblem[] = tree.problems
    // Branches of a template write a key twice, one of which stays.
    .filter(({ code }) => !masked || code !== 'duplicate-key')
    .map(({ code, at, message }) => ({ code, line: source.lineAt(at), message }));
  if (masked)
    problems.push({ code: 'template', line: 1, message: 'a template: read with its actions masked' });
  const document: Document = {
    kind: masked ? 'helm-template' : sops ? 'sops' : found,
    path,
    bytes,
    values: tree.documents.some(({ root }) => sopsRuleOf(root) !== undefined)
      ? markClearTree(collector.values, tree)
      : collector.values,
    ...reading,
    problems,
  };
  return { document, source, format: kind.format, slots: collector.slots, tree, masked };
}

function isTemplate(path: string, text: string): boolean {
  if (!hasActions(text)) return false;
  return (
    /(?:^|\/)templates\/[^]*\.(?:ya?ml|tpl)$/.test(path) ||
    /\.(?:j2|gotmpl|tmpl|tpl|erb)$/.test(path) ||
    breaksYaml(text)
  );
}

function readOne(
  document: TreeDocument,
  place: Place,
  hint: DocumentKind,
  collector: ValueCollector,
  reading: KubernetesReading,
): DocumentKind {
  const { root } = document;
  const kind = hint === 'yaml' || hint === 'json' ? byContent(root, hint) : hint;
  if (kind === 'kustomization') readKustomization(root, place, collector);
  else if (isKubernetesObject(root) && kind !== 'helm-values') {
    readObject(document, place, collector, reading);
    return 'kubernetes';
  } else if (kind === 'compose') readCompose(root, place, collector);
  else if (kind === 'github-workflow' || kind === 'gitlab-ci' || kind === 'ci')
    readWorkflow(root, place, collector);
  else readCloudTree(root, place, collector);
  return kind;
}

function byContent(root: TreeNode, hint: DocumentKind): DocumentKind {
  const services = resolve(get(root, 'services'));
  const compose =
    services?.kind === 'mapping' &&
    services.entries.some(
      ({ value }) => get(value, 'image') !== undefined || get(value, 'build') !== undefined,
    );
  return compose ? 'compose' : hint;
}

/** What a SOPS document holds in clear against its own rule is a secret, whatever it looks like. */
function markClearTree(values: readonly AddressedValue[], tree: ParsedTree): readonly AddressedValue[] {
  const rules = tree.documents.map(({ root }) => sopsRuleOf(root));
  return values.map((value) => {
    const keys = value.path.filter((step) => typeof step === 'string');
    if (keys[0] === 'sops') return { ...value, class: 'ciphertext' as const };
    const rule = rules[value.document];
    if (rule === undefined || value.class !== 'literal' || value.value.isEmpty) return value;
    return rule(keys) ? { ...value, class: 'secret' as const } : value;
  });
}

/** Where a YAML document stands in its file; bytes. */
export interface DocumentSpan extends Span {
  /** Begins with a `---` line. */
  readonly explicit: boolean;
  /** Behind the last byte of content: where something is appended to the document (on a new line). */
  readonly contentEnd: number;
}

/**
 * The documents of a YAML file, in order, each from its `---` to the next one's.
 * @returns undefined when the bytes are no text, or are not read as YAML
 */
export function documentSpans(bytes: Uint8Array): readonly DocumentSpan[] | undefined {
  const source = FileSource.read(bytes);
  const tree = source === undefined ? undefined : parseYaml(source.text);
  if (
    source === undefined ||
    tree === undefined ||
    tree.problems.some(({ code }) => code === 'syntax' || code === 'limit')
  )
    return undefined;
  return tree.documents.map(({ start, end, explicit, root }) => ({
    start: source.toByte(start),
    end: source.toByte(end),
    explicit,
    contentEnd: source.toByte(root.end),
  }));
}
