/**
 * Is a value no secret by its form: a reference to a store or a variable, ciphertext, a template, a call?
 * Returns what it is, for tests and explanations; undefined for a literal.
 */
export function referenceKind(value: string): 'reference' | 'ciphertext' | 'template' | undefined {
  for (const [kind, pattern] of forms) if (pattern.test(value)) return kind;
  return undefined;
}

const forms: readonly (readonly ['reference' | 'ciphertext' | 'template', RegExp])[] = [
  [
    'ciphertext',
    /^ENC\[AES256_GCM,|^\$ANSIBLE_VAULT;|^!?vault\s*\||^AgA[A-Za-z0-9+/]{200}|^ENC\(|^\{cipher\}|^secure:/,
  ],
  ['reference', /^(?:secret)?ref\+[a-z0-9]+:\/\//i],
  [
    'reference',
    /^(?:op|vault|aws|gcp|sm|ssm|arn|akv|keeper|bws|doppler|infisical|keyring|env|file|secretsmanager|awssm|gcpsm|azurekv):(?:\/\/|[a-z0-9_./-]+(?:[:#]|$)|aws:)/i,
  ],
  ['reference', /^<path:[^>]{1,300}>$|^\{\{resolve:/],
  // ${VAR}, ${VAR:-default}, $VAR, %VAR%, #{VAR}, @VAR@, $(command), `command`
  [
    'reference',
    /^\$\{[^}]*\}$|^\$\{?[A-Za-z_][\w.:-]*\}?$|^%[A-Za-z_]\w*%$|^#\{[^}]*\}#?$|^@[A-Za-z_.]+@$|^\$\([^)]*\)?$|^`[^`]*`$|^__[A-Z0-9_]+__$/,
  ],
  ['template', /\{\{[^]*?(?:\}\}|$)|<%[^]*?%>|\{%[^]*?%\}|\$\{\{[^]*?\}\}|\$\[\[/],
  ['reference', /\$\{[A-Za-z_][^}]*\}|\$\([A-Za-z_][^)]*\)/],
  [
    'reference',
    /^(?:process\.env|os\.environ|os\.getenv|getenv|ENV|env|System\.getenv|secrets|vars|var|local|data|config|settings|self|this|args|opts|options|params)[.[(]/,
  ],
];

/** Text that stands in for a value in documentation and examples. */
export function isPlaceholder(value: string): boolean {
  if (value.length === 0) return true;
  const lower = value.toLowerCase();
  if (/^<[^<>]*>$|^\[[^\]]*\]$|^\{[^{}]*\}$|^\([^)]*\)$|^\*+$|^x+$|^-+$|^_+$|^\.+$|^\?+$|^#+$/.test(lower))
    return true;
  // ###NAME###, @@NAME@@, %%NAME%%, [[NAME]]
  if (/^(?:([#@%$!~*+|])\1{0,3}[\w.-]+\1+|\[\[[\w .-]+\]\]|<<[\w .-]+>>)$/.test(lower)) return true;
  // One character repeated, or nearly: xxxxxxxx, 00000000, ********
  const distinct = new Set(lower.replace(/[-_.:/ ]/g, ''));
  if (distinct.size <= (value.length >= 6 ? 2 : 1)) return true;
  if ('abcdefghijklmnopqrstuvwxyz'.includes(lower)) return true;
  if (/x{5}|\*{3}|\.{3}$|•{3}|…/.test(lower)) return true;
  // Of all four kinds of characters: words in it do not make it a text.
  if (/[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value) && /[!@#$%^&*+?~]/.test(value))
    return false;
  return /(?:^|[^a-z])(?:your|my|the|insert|enter|put|add|replace|change|fill|set)[-_ .]?(?:own|me|this|it|with|in|here|by|to|[a-z]*[-_ ]?(?:password|passwd|pass|secret|token|key|api|here|value|name|id))|placeholder|changeme|change-me|change_me|example\.(?:com|org)|redacted|<secret>|not[-_]?(?:a[-_]?)?real|todo|fixme|tbd\b|dummy|sample|replace[-_]?me|insert[-_]|goes[-_ ]?here|removed|hidden|masked|censored|undefined|null\b|\bnone\b|\bnil\b/.test(
    lower,
  );
}
