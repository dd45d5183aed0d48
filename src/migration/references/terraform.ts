import { posix } from 'node:path';
import type { Draft, Piece, Target } from '../draft.ts';
import { eolOf, lineEnd, lineStart, textOffset } from '../text.ts';
import type { TreeFile } from '../tree.ts';
import { doubleQuoted } from '../yaml.ts';
import { remoteValue, slug } from './remote-value.ts';
import { newEncryptedPath, ruleFor } from './sops-rule.ts';
import { groupBy, type ReferenceStyle } from './style.ts';

/**
 * Terraform and OpenTofu: a data source in place of the literal, in a file beside it. A provider's argument takes the
 * ephemeral resource where `required_version` allows it, which leaves nothing in the state
 * (https://developer.hashicorp.com/terraform/language/block/ephemeral). A value of a `.tfvars` file goes with its
 * variable: what read `var.NAME` in that folder reads the data source.
 */
export const terraform: ReferenceStyle = {
  id: 'terraform',
  async claim(targets, draft) {
    const mine = targets.filter(({ file }) => file.document?.kind === 'terraform');
    for (const group of groupBy(mine, ({ file }) => posix.dirname(file.path)).values())
      await move(group, draft);
    return targets.filter((target) => !mine.includes(target));
  },
};

const advice =
  'a data source, or an ephemeral resource where a provider or a write-only argument takes the value';

/** A place that becomes an expression. */
interface Field {
  readonly target: Target;
  /** Of the data source: `db_password`. */
  readonly label: string;
  readonly ephemeral: boolean;
  readonly apply: (expression: string) => void;
}

async function move(group: readonly Target[], draft: Draft): Promise<void> {
  const dir = posix.dirname(group[0]?.file.path ?? '.');
  const labels = new Map<string, string>();
  const fields = group.flatMap((target): Field[] => {
    const field = fieldOf(target, dir, draft);
    if (typeof field !== 'string') {
      let { label } = field;
      for (let number = 2; ; number++) {
        const known = labels.get(label);
        if (known === undefined || known === target.selected.valueTag) break;
        label = `${field.label}_${number}`;
      }
      labels.set(label, target.selected.valueTag);
      return [{ ...field, label }];
    }
    draft.leave(target, field, advice);
    return [];
  });
  if (fields.length === 0) return;
  if (draft.inPlace === undefined) moveRemote(dir, fields, draft);
  else await moveToSops(dir, fields, draft);
}

function moveRemote(dir: string, fields: readonly Field[], draft: Draft): void {
  const path = posix.join(dir, 'unleak-secrets.tf');
  if (draft.isTaken(path)) {
    for (const { target } of fields) draft.leave(target, `${path} is there already`, advice);
    return;
  }
  const gcp = draft.store.id === 'gcp';
  const type = gcp ? 'google_secret_manager_secret_version' : 'aws_secretsmanager_secret_version';
  const attribute = gcp ? 'secret_data' : 'secret_string';
  const blocks = new Map<string, string>();
  for (const { target, label, ephemeral, apply } of fields) {
    const name = remoteValue(
      draft,
      target.file.path,
      `${slug(dir === '.' ? 'terraform' : dir)}-${label}`,
      target.value.value,
    );
    const version =
      draft.options.pin === true ? (draft.versions.get(name)?.version ?? '<version>') : undefined;
    const pinned =
      version === undefined
        ? ''
        : gcp
          ? `  version = ${doubleQuoted(version)}\n`
          : `  version_id = ${doubleQuoted(version)}\n`;
    const kind = ephemeral ? 'ephemeral' : 'data';
    blocks.set(
      `${kind} ${label}`,
      `${kind} "${type}" "${label}" {\n${gcp ? `  project = ${doubleQuoted(draft.project)}\n  secret  = ` : '  secret_id = '}${doubleQuoted(name)}\n${pinned}}\n`,
    );
    apply(`${ephemeral ? 'ephemeral' : 'data'}.${type}.${label}.${attribute}`);
    draft.change(target, `${kind}.${type}.${label}`, name);
    if (!ephemeral)
      draft.warnings.add(
        `${posix.join(dir, 'unleak-secrets.tf')}: what a data source reads stands in the state, as the literal did: keep the state encrypted`,
      );
  }
  draft.create(path, [
    `# Read from ${draft.store.title} when Terraform runs.\n`,
    [...blocks.values()].join('\n'),
  ]);
  draft.preconditions.add(
    `who runs terraform in ${dir} may read the secrets, and its ${gcp ? 'google' : 'aws'} provider is configured for ${gcp ? draft.project : draft.region}`,
  );
}

async function moveToSops(dir: string, fields: readonly Field[], draft: Draft): Promise<void> {
  const path = posix.join(dir, 'unleak-secrets.tf');
  const refuse = (reason: string): void => {
    for (const { target } of fields) draft.leave(target, reason, 'data "sops_file"');
  };
  if (draft.isTaken(path)) return refuse(`${path} is there already`);
  const made = await newEncryptedPath(
    draft,
    ['secrets.enc.yaml', 'terraform-secrets.enc.yaml'].map((name) => posix.join(dir, name)),
    (candidate) => ruleFor(draft, candidate, {}),
  );
  if (made.path === undefined || made.rule === undefined) return refuse(made.reason ?? 'there is no rule');
  if (
    moduleFiles(draft, dir).some((file) => /\brequired_providers\b/.test(file.text ?? '')) &&
    !declaresSops(draft, dir)
  )
    return refuse('required_providers is written already: add sops = { source = "carlpett/sops" } first');
  const pieces = new Map<string, Piece[]>();
  for (const { target, label, apply } of fields) {
    pieces.set(label, [`${label}: `, { secret: target.value.value, encode: doubleQuoted }, '\n']);
    apply(`data.sops_file.unleak.data["${label}"]`);
    draft.change(target, `data.sops_file of ${made.path}`);
  }
  draft.create(made.path, [...pieces.values()].flat());
  draft.encrypt(made.path, { format: 'yaml', rule: made.rule });
  const provider = declaresSops(draft, dir)
    ? ''
    : 'terraform {\n  required_providers {\n    sops = {\n      source = "carlpett/sops"\n    }\n  }\n}\n\n';
  draft.create(path, [
    `# Decrypted when Terraform runs (https://registry.terraform.io/providers/carlpett/sops/latest).\n${provider}data "sops_file" "unleak" {\n  source_file = "\${path.module}/${posix.basename(made.path)}"\n}\n`,
  ]);
  draft.preconditions.add(`who runs terraform in ${dir} has an identity that decrypts ${made.path}`);
}

function declaresSops(draft: Draft, dir: string): boolean {
  return moduleFiles(draft, dir).some((file) => (file.text ?? '').includes('carlpett/sops'));
}

function moduleFiles(draft: Draft, dir: string): TreeFile[] {
  return [...draft.tree.files].filter(
    (file) => posix.dirname(file.path) === dir && file.path.endsWith('.tf'),
  );
}

/** A text says why it must stay. */
function fieldOf(target: Target, dir: string, draft: Draft): Field | string {
  const { file, value } = target;
  const { text } = file;
  if (text === undefined) return 'it is not text';
  const end = textOffset(file.disk.bytes, value.span.end);
  if (/\.tfvars(?:\.json)?$/.test(file.path)) return variableField(target, dir, end, draft);
  if (!file.path.endsWith('.tf')) return 'only .tf and .tfvars files are rewritten';
  const [block = ''] = value.path;
  const quoted = text[target.offset - 1] === '"' && text[end] === '"';
  if (!quoted) return 'it is no quoted string of one line';
  const type = String(block).split('.')[0];
  if (type === 'variable') return defaultField(target, dir, draft);
  if (!['resource', 'provider', 'module', 'locals', 'data', 'output'].includes(type ?? ''))
    return 'a block of this kind takes no data source';
  const range = { start: target.offset - 1, end: end + 1 };
  return {
    target,
    label: label(type === 'provider' ? `${String(block).split('.')[1] ?? ''}_${value.name}` : value.name),
    ephemeral: type === 'provider' && draft.inPlace === undefined && allowsEphemeral(draft, dir),
    apply: (expression) => draft.edit(file.path, { ...range, text: expression }),
  };
}

function label(name: string): string {
  const clean = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return /^[a-z_]/.test(clean) ? clean : `secret_${clean}`;
}

/** `variable "x" { default = "…" }`: readers take the data source; the variable goes with its default. */
function defaultField(target: Target, dir: string, draft: Draft): Field | string {
  const name = String(target.value.path[0]).split('.')[1] ?? '';
  const { file } = target;
  const block = blockOf(file.text ?? '', name);
  if (target.value.path[1] !== 'default' || block === undefined) return 'it is no default of a variable';
  const readers = readersIfGivenHere(draft, dir, name, file.path);
  if (typeof readers === 'string') return readers;
  return {
    target,
    label: label(name),
    ephemeral: false,
    apply(expression) {
      draft.edit(file.path, { ...block, text: '' });
      for (const { path, start, end } of readers) draft.edit(path, { start, end, text: expression });
    },
  };
}

/** Where the variable is read, if this file alone gives it a value; else why not. */
function readersIfGivenHere(
  draft: Draft,
  dir: string,
  name: string,
  path: string,
): ReturnType<typeof readersOf> {
  return isGivenElsewhere(draft, dir, name, path)
    ? `var.${name} is given a value elsewhere too`
    : readersOf(draft, dir, name);
}

/** `x = "…"` of a `.tfvars` file: its line goes, its variable too, readers take the data source. */
function variableField(target: Target, dir: string, end: number, draft: Draft): Field | string {
  const { file, value } = target;
  const text = file.text ?? '';
  const name = String(value.path[0]);
  if (value.path.length !== 1 || file.path.endsWith('.json'))
    return 'it is part of a list or map, or of JSON';
  if (!(text[target.offset - 1] === '"' && text[end] === '"')) return 'it is no quoted string of one line';
  const declared = moduleFiles(draft, dir).flatMap((one) => {
    const block = blockOf(one.text ?? '', name);
    return block === undefined ? [] : [{ path: one.path, block }];
  });
  const [declaration] = declared;
  if (declared.length !== 1 || declaration === undefined)
    return `no file beside it declares variable "${name}"`;
  const readers = readersIfGivenHere(draft, dir, name, file.path);
  if (typeof readers === 'string') return readers;
  return {
    target,
    label: label(name),
    ephemeral: false,
    apply(expression) {
      draft.edit(file.path, { start: lineStart(text, target.offset), end: lineEnd(text, end), text: '' });
      draft.edit(declaration.path, { ...declaration.block, text: '' });
      for (const reader of readers)
        draft.edit(reader.path, { start: reader.start, end: reader.end, text: expression });
    },
  };
}

function isGivenElsewhere(draft: Draft, dir: string, name: string, own: string): boolean {
  const line = new RegExp(`^[ \\t]*"?${name}"?[ \\t]*[=:]`, 'm');
  return [...draft.tree.files].some(
    (file) =>
      file.path !== own &&
      posix.dirname(file.path) === dir &&
      /\.tfvars(?:\.json)?$/.test(file.path) &&
      line.test(file.text ?? ''),
  );
}

interface Reader {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

function readersOf(draft: Draft, dir: string, name: string): readonly Reader[] | string {
  // A module's caller gives the variable: its own readers are not all.
  const called = [...draft.tree.files].some(
    (file) =>
      file.path.endsWith('.tf') &&
      posix.dirname(file.path) !== dir &&
      [...(file.text ?? '').matchAll(/\bsource\s*=\s*"(\.{1,2}\/[^"]*)"/g)].some(
        ([, source = '']) =>
          posix.normalize(posix.join(posix.dirname(file.path), source)).replace(/\/$/, '') === dir,
      ),
  );
  if (called) return 'the folder is a module that another one calls';
  const readers: Reader[] = [];
  for (const file of moduleFiles(draft, dir))
    for (const match of (file.text ?? '').matchAll(new RegExp(`\\bvar\\.${name}\\b`, 'g')))
      readers.push({ path: file.path, start: match.index, end: match.index + match[0].length });
  return readers.length === 0 ? `nothing beside it reads var.${name}` : readers;
}

/** A whole `variable "NAME" { … }` with its lines; undefined when it is not there, or written on one line with others. */
function blockOf(text: string, name: string): { readonly start: number; readonly end: number } | undefined {
  const head = new RegExp(`^variable[ \\t]+"?${name}"?[ \\t]*\\{`, 'm').exec(text);
  if (head === null) return undefined;
  let depth = 0;
  for (let at = head.index + head[0].length - 1; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      // A string, with its escapes; templates inside do not hold braces that matter here.
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    } else if (char === '#' || (char === '/' && text[at + 1] === '/')) at = lineEnd(text, at) - 1;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) {
      const end = lineEnd(text, at);
      if (text.slice(at + 1, end).trim() !== '') return undefined;
      const blank = text.startsWith(eolOf(text), end) ? eolOf(text).length : 0;
      return { start: head.index, end: end + blank };
    }
  }
  return undefined;
}

/** `required_version = ">= 1.10"` or later, without an older alternative. */
function allowsEphemeral(draft: Draft, dir: string): boolean {
  return moduleFiles(draft, dir).some((file) => {
    const [, major = '0', minor = '0'] =
      /\brequired_version\s*=\s*"\s*(?:>=|~>|=)?\s*(\d+)\.(\d+)/.exec(file.text ?? '') ?? [];
    return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 10);
  });
}
