import { posix } from 'node:path';
import type { Draft, Encryption } from '../draft.ts';

/** Stands in the plan for a recipient that is made when the plan is applied. */
const newIdentity = '<a new age identity>';
const name = '.sops.yaml';

type Encrypted = readonly [path: string, encryption: Encryption];

/**
 * Rules in `.sops.yaml` for what was encrypted without one, so that the next `sops` does the same
 * (https://getsops.io/docs/#using-sops-yaml-conf-to-select-kms-pgp-and-age-for-new-files): in a new file, or behind the
 * rules of the one that SOPS would read.
 */
export function addSopsConfig(draft: Draft): void {
  const own = draft.encryptions().filter(([, { rule }]) => !rule.origin.includes(name));
  const recipients = own[0]?.[1].rule.recipients;
  if (recipients === undefined) return;
  if (recipients.length === 0)
    draft.preconditions.add('who decrypts is given the new age identity (its file is said when it is made)');
  const shown = recipients.length === 0 ? [newIdentity] : recipients;
  for (const [config, files] of Map.groupBy(own, ([path]) => configOf(draft, path)))
    if (config === undefined) create(draft, files, shown);
    else extend(draft, config, files, shown);
}

/** The one that SOPS would read for a file: the nearest upwards. */
function configOf(draft: Draft, path: string): string | undefined {
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const config = posix.join(folder, name);
    if (draft.isTaken(config)) return config;
    if (folder === '.') return undefined;
  }
}

function create(draft: Draft, files: readonly Encrypted[], recipients: readonly string[]): void {
  const rules: string[] = [];
  const add = (pattern: string, manifests: boolean): void =>
    void rules.push(
      ruleOf(pattern, manifests, recipients)
        .replaceAll(/^(?=.)/gm, '    ')
        .replace('    ', '  - '),
    );
  // The first rule that matches counts.
  const values = files.filter(
    ([, { format, rule }]) => format === 'yaml' && rule.encryptedRegex === undefined,
  );
  if (values.length > 0) add(String.raw`(^|/)secrets[^/]*\.ya?ml$`, false);
  if (files.some(([path]) => posix.extname(path) === '.env')) add(String.raw`\.env$`, false);
  if (files.some(([, { rule }]) => rule.encryptedRegex !== undefined)) add(String.raw`\.(ya?ml|json)$`, true);
  draft.create(name, ['# Which files SOPS encrypts, and for whom.\ncreation_rules:\n', ...rules]);
}

/** Rules for exactly these files: what others should be encrypted for, the owner of the file knows. */
function extend(
  draft: Draft,
  config: string,
  files: readonly Encrypted[],
  recipients: readonly string[],
): void {
  const folder = posix.dirname(config);
  const rules = [...Map.groupBy(files, ([, { rule }]) => rule.encryptedRegex !== undefined)].map(
    ([manifests, some]) => {
      const paths = some.map(([path]) =>
        posix.relative(folder, path).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
      );
      const pattern = paths.length === 1 ? `^${paths.join()}$` : `^(${paths.join('|')})$`;
      return ruleOf(pattern, manifests, recipients);
    },
  );
  const refused = draft.rewrite(
    config,
    rules.map((text) => ({ action: 'add', document: 0, path: ['creation_rules'], text })),
  );
  if (refused !== undefined)
    draft.warnings.add(
      `${config} has no rule for what is encrypted, and cannot be edited (${refused}); add to its creation_rules:\n${rules.join('')}`,
    );
}

function ruleOf(pattern: string, manifests: boolean, recipients: readonly string[]): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  return [
    `path_regex: ${quoted(pattern)}\n`,
    ...(manifests ? ['encrypted_regex: ^(data|stringData)$\n', 'mac_only_encrypted: true\n'] : []),
    'age:\n',
    ...recipients.map((one) => `  - ${/^age1[0-9a-z]+$/.test(one) ? one : quoted(one)}\n`),
  ].join('');
}
