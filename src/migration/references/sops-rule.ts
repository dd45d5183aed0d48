import { join } from 'node:path';
import type { Draft } from '../draft.ts';
import type { EncryptionRule } from '../store.ts';
import { StoreError } from '../store.ts';

/** What a Kubernetes manifest must have encrypted, and nothing more: kustomize and Flux read the rest. */
const secretKeys = '^(data|stringData)$';

export interface RuleFound {
  readonly rule?: EncryptionRule;
  /** Why there is none. */
  readonly reason?: string;
  readonly hint?: string;
}

/** The rule for a Kubernetes manifest. One that would encrypt what Kubernetes must read is no rule. */
export async function manifestRule(draft: Draft, path: string): Promise<RuleFound> {
  const found = await ruleFor(draft, path, { encryptedRegex: secretKeys, macOnlyEncrypted: true });
  const regex = found.rule?.encryptedRegex;
  if (found.rule === undefined) return found;
  if (regex === undefined)
    return {
      reason: `the rule of ${found.rule.origin} encrypts whole files, and Kubernetes must read kind and metadata`,
      hint: `encrypted_regex: ${secretKeys}`,
    };
  if (regex !== secretKeys && !fits(regex))
    return {
      reason: `encrypted_regex of ${found.rule.origin} does not cover data and stringData alone`,
      hint: `encrypted_regex: ${secretKeys}`,
    };
  return found;
}

// The rule is RE2; what JavaScript reads otherwise (`(?i)`) is not decided here but refused.
function fits(regex: string): boolean {
  try {
    const pattern = new RegExp(regex);
    return (
      pattern.test('data') &&
      pattern.test('stringData') &&
      ![
        'apiVersion',
        'kind',
        'metadata',
        'name',
        'namespace',
        'type',
        'labels',
        'annotations',
        'immutable',
      ].some((key) => pattern.test(key))
    );
  } catch {
    return false;
  }
}

export async function ruleFor(
  draft: Draft,
  path: string,
  defaults: { encryptedRegex?: string; macOnlyEncrypted?: boolean },
): Promise<RuleFound> {
  if (draft.inPlace === undefined) return { reason: 'the store does not encrypt files' };
  try {
    return { rule: await draft.inPlace.ruleFor(join(draft.tree.root, path), defaults) };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { reason: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  }
}

/** A name for a new encrypted file beside another: the first that is free and that a rule covers. */
export async function newEncryptedPath(
  draft: Draft,
  candidates: readonly string[],
  rule: (path: string) => Promise<RuleFound>,
): Promise<
  | (RuleFound & { path: string })
  | { readonly path?: undefined; readonly reason: string; readonly hint?: string }
> {
  let last: RuleFound = { reason: 'every name for the new file is taken' };
  for (const path of candidates) {
    if (draft.isTaken(path)) continue;
    const found = await rule(path);
    if (found.rule !== undefined) return { ...found, path };
    last = found;
  }
  return { reason: last.reason ?? '', ...(last.hint === undefined ? {} : { hint: last.hint }) };
}
