import { posix } from 'node:path';
import type { Draft } from '../draft.ts';

/** Stands in the plan for a recipient that is made when the plan is applied. */
const newIdentity = '<a new age identity>';

/**
 * A `.sops.yaml` for what was encrypted without one, so that the next `sops` does the same
 * (https://getsops.io/docs/#using-sops-yaml-conf-to-select-kms-pgp-and-age-for-new-files). An existing one is not touched.
 */
export function addSopsConfig(draft: Draft): void {
  const own = draft.encryptions().filter(([, { rule }]) => !rule.origin.includes('.sops.yaml'));
  const [first] = own;
  if (first === undefined) return;
  const { recipients } = first[1].rule;
  if (recipients.length === 0)
    draft.preconditions.add('who decrypts is given the new age identity (its file is said when it is made)');
  if (draft.isTaken('.sops.yaml')) {
    draft.warnings.add(`.sops.yaml has no rule for ${own.map(([path]) => path).join(', ')}`);
    return;
  }
  const shown = recipients.length === 0 ? [newIdentity] : recipients;
  const rules: string[] = [];
  const add = (pattern: string, manifests: boolean): void => {
    rules.push(
      `  - path_regex: '${pattern}'\n`,
      ...(manifests ? ['    encrypted_regex: ^(data|stringData)$\n', '    mac_only_encrypted: true\n'] : []),
      '    age:\n',
      ...shown.map(
        (recipient) =>
          `      - ${/^age1[0-9a-z]+$/.test(recipient) ? recipient : JSON.stringify(recipient)}\n`,
      ),
    );
  };
  // The first rule that matches counts.
  const values = own.filter(([, { format, rule }]) => format === 'yaml' && rule.encryptedRegex === undefined);
  if (values.length > 0) add(String.raw`(^|/)secrets[^/]*\.ya?ml$`, false);
  if (own.some(([path]) => posix.extname(path) === '.env')) add(String.raw`\.env$`, false);
  if (own.some(([, { rule }]) => rule.encryptedRegex !== undefined)) add(String.raw`\.(ya?ml|json)$`, true);
  draft.create('.sops.yaml', ['# Which files SOPS encrypts, and for whom.\ncreation_rules:\n', ...rules]);
}
