import { RE2JS } from 're2js';
import { StoreError } from '../../src/migration/store.ts';
import type { Leaf } from './tree.ts';

/** The six rules of SOPS; at most one stands in a file, and none means `unencrypted_suffix: _unencrypted`. */
export const RULE_NAMES = [
  'unencrypted_suffix',
  'encrypted_suffix',
  'unencrypted_regex',
  'encrypted_regex',
  'unencrypted_comment_regex',
  'encrypted_comment_regex',
] as const;
export type RuleName = (typeof RULE_NAMES)[number];

/** Which leaves of a file are encrypted. */
export interface CryptRule {
  readonly name: RuleName;
  readonly value: string;
}

export const DEFAULT_RULE: CryptRule = { name: 'unencrypted_suffix', value: '_unencrypted' };

/**
 * The rule as a test of one leaf. Regular expressions are Go's: RE2, unanchored.
 * @throws {StoreError} `usage` when the expression does not compile
 * @see https://github.com/getsops/sops/blob/v3.13.3/sops.go shouldBeEncrypted
 */
export function compileRule(rule: CryptRule): (leaf: Leaf) => boolean {
  const { name, value } = rule;
  if (name === 'unencrypted_suffix') return (leaf) => !leaf.keys.some((key) => key.endsWith(value));
  if (name === 'encrypted_suffix') return (leaf) => leaf.keys.some((key) => key.endsWith(value));
  const matches = compileRegex(value, name);
  if (name === 'unencrypted_regex') return (leaf) => !leaf.keys.some(matches);
  if (name === 'encrypted_regex') return (leaf) => leaf.keys.some(matches);
  if (name === 'unencrypted_comment_regex') {
    return (leaf) => !leaf.comments.some((level) => level.some(matches));
  }
  return (leaf) =>
    leaf.comments.some((level, i) =>
      level.some((comment, j) => {
        // The comment that switches encryption on stays in clear itself.
        const own = leaf.comment && i === leaf.comments.length - 1 && j === level.length - 1;
        return !own && matches(comment);
      }),
    );
}

/** Compiles a Go regular expression. @throws {StoreError} `usage` */
export function compileRegex(pattern: string, what: string): (text: string) => boolean {
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matcher(text).find();
  } catch {
    throw new StoreError('usage', `${what} is not a regular expression that SOPS (RE2) understands`);
  }
}
