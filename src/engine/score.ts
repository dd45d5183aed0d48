import { bigramRarity, wordCover } from './text.ts';
import { bias, weights } from './weights.ts';
import type { Confidence } from './types.ts';

/** What the score of a value without a vendor's format is made from. All text is latin-1. */
export interface ScoreInput {
  /** The name on the left, as far as it stands on the value's line, with what separates it from the value. */
  readonly name: string;
  readonly value: string;
  /** In quotes (or a document's value), not bare. */
  readonly quoted: boolean;
  readonly before: string;
  readonly after: string;
  /** The detector's id. */
  readonly kind: string;
  /** The form around it says what it is; `name` is what one would call it. */
  readonly byForm?: boolean;
  /** The document says that it is a secret. */
  readonly declaredSecret: boolean;
  readonly path?: string;
}

export interface Scored {
  readonly score: number;
  readonly confidence: Confidence;
  readonly why: readonly string[];
}

/** Scores at which a match is reported and at which most people would act on it; set by `scripts/train-generic.ts`. */
const possible = 0.3;
const likely = 0.5;

/** A certificate, or a public key as PEM and OpenSSH write it. */
const isPublicKey =
  /^\s{0,8}(?:-----BEGIN (?:TRUSTED |X509 )?(?:CERTIFICATE|(?:[A-Z]{2,8} )?PUBLIC KEY)-----(?![^]*PRIVATE KEY)|(?:ssh-[a-z0-9]{2,8} |ecdsa-sha2-nistp\d{3} )?AAAA(?:[BC]3NzaC1|E2VjZHNh))/;

/** Judges a value by its name, its text and where it stands; undefined if it is no secret. */
export function scoreGeneric(input: ScoreInput): Scored | undefined {
  const { value } = input;
  if (isPublicKey.test(value)) return undefined;
  if (input.declaredSecret) {
    const rarity = bigramRarity(value);
    const score = 0.6 + Math.min(0.35, rarity / 20);
    return { score, confidence: 'likely', why: ['the document declares it secret', rareText(rarity)] };
  }
  if (isNoLiteral(input)) return undefined;
  const model = logistic(weigh(features(input)));
  const { score, rule } = withRules(model, input);
  if (score < possible) return undefined;
  const why = [nameSays(input), rareText(bigramRarity(value)), `score ${score.toFixed(2)}`];
  if (rule !== undefined) why.push(rule);
  return { score, confidence: score >= likely ? 'likely' : 'possible', why };
}

/** The model's score, held up or down by the rules that know better; and which one did. */
export function withRules(model: number, input: ScoreInput): { score: number; rule?: string } {
  const doubt = doubtOf(input);
  const score = Math.max(model, floorOf(input));
  if (doubt !== undefined && score >= likely) return { score: likely - 0.01, rule: doubt };
  return score > model ? { score, rule: 'hardly anything else under that name' } : { score };
}

/** Changes when the model does. */
export function scoreVersion(): string {
  return JSON.stringify([bias, weights, possible, likely]);
}

/** Whether {@link scoreGeneric} may give a score at some path, whatever the input's own path is. */
export function mayScore(input: ScoreInput): boolean {
  if (input.declaredSecret) return true;
  if (isNoLiteral(input)) return false;
  if (floorOf(input) >= possible) return true;
  return logistic(weigh(textFeatures(input)) + (input.quoted ? pathMost.quoted : pathMost.bare)) >= possible;
}

/**
 * The least score of what a rule knows better than the model: what people make of words to satisfy a rule on passwords: `Summer2024!`, `Passw0rd#1`. To the model these are words, for
 * the labelled sets that it learns from hold random values in place of the real ones.
 */
function floorOf({ value, kind, name, quoted }: ScoreInput): number {
  // Where a header has its token, random text is one, be it hexadecimal digits alone.
  if (kind === 'bearer-authorization')
    return value.length >= 20 && /\d/.test(value) && /[a-z]/i.test(value) && bigramRarity(value) > 5
      ? 0.6
      : 0;
  if (isRandom(value) && saysSecret.test(name.replace(/["'`\])}*\s]*(?::=|=>|[=:(,>])?["'`*\s]*$/, '')))
    return uuid.test(value) ? possible : quoted || bigramRarity(value) > 5.5 ? likely : 0;
  if (kind !== 'generic-password' && kind !== 'generic-pw') return 0;
  if (!/^[\w!@#$%^&*+?~.=-]{6,24}$/.test(value) || !/\d/.test(value) || !/[a-z]{2}/i.test(value)) return 0;
  if (
    /%[0-9a-f]{2}|[.\w]\.[a-z]|^[a-z]+[-_.]?v?\d{1,2}$|^[A-Z_]+$/.test(value) ||
    /[(,>]\s*["'`]?$/.test(name)
  )
    return 0;
  const classes =
    Number(/[a-z]/.test(value)) +
    Number(/[A-Z]/.test(value)) +
    Number(/[!@#$%^&*+?~]/.test(value)) +
    Number(/\d\d|\d[^\d]+\d/.test(value));
  if (classes >= 3 && value.length >= 8) return likely;
  return classes >= 2 ? possible : 0;
}

/** Names that end in what can hardly be anything else. */
const saysSecret =
  /(?:^|[^a-z]|[a-z](?=[A-Z]))(?:(?:api|secret|access|private|encrypt(?:ion)?|decrypt(?:ion)?|signing|auth|master|client|consumer|service|admin|storage|shared|license|webhook|jwt|hmac|aes|crypto|subscription|ingest|deploy|app)[-_. ]?key|(?:client|app|api|consumer|oauth|webhook|jwt|session|shared|cookie|signing|auth)[-_. ]?secret|secret|(?:access|auth|api|refresh|bearer|bot|deploy|personal|session|id|oauth|private)[-_. ]?token|password|passwd)$/i;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Long, letters with digits among them, and no words. */
function isRandom(value: string): boolean {
  if (!/^[\w+/=.~-]{16,200}$/.test(value) || !/[a-z].*\d.*[a-z]/i.test(value)) return false;
  if (/^[\w-]+\.[a-z]{2,5}$|\/.*\/|\d{4}-\d\d-\d\d|^v?\d+\.\d+/.test(value)) return false;
  return bigramRarity(value) > 5.2 && wordCover(value) < 0.3;
}

/** Why a value is no more than possible, whatever it looks like. */
function doubtOf({ name, value, before, after }: ScoreInput): string | undefined {
  // Most that run it set the variable.
  if (/\$\{[\w.-]+:[-=]?$/.test(name)) return 'the default of a variable';
  if (!/^[a-z]{4,20}$/i.test(value)) return undefined;
  const around = `${before} ${name} ${after}`;
  const named = new RegExp(
    `(?:user(?:name)?|login|uid|db|database|name|schema)["']?\\s{0,4}(?:=>|[:=,(])?\\s{0,4}["'\`]?${value}\\b|["'\`]${value}["'\`]@`,
    'i',
  );
  return named.test(around) ? 'the same word is the name of the user or the database' : undefined;
}

function weigh(vector: Record<string, number>): number {
  let sum = bias;
  for (const [name, amount] of Object.entries(vector)) sum += (weights[name] ?? 0) * amount;
  return sum;
}

const logistic = (sum: number): number => 1 / (1 + Math.exp(-sum));

function nameSays(input: ScoreInput): string {
  if (input.byForm === true) return `stands where a ${input.name.slice(0, -1)} does`;
  return `name says ${input.kind.replace(/^generic-/, '').replaceAll('-', ' ')}`;
}

function rareText(rarity: number): string {
  return `rare as text ${rarity.toFixed(2)}`;
}

/** Forms that no secret has, or that a language gives to something else than a literal. */
export function isNoLiteral({ value, quoted, before, after, name }: ScoreInput): boolean {
  if (value.length < 4 || value.length > 2000) return true;
  if (/^[\s\W_]+$/.test(value)) return true;
  // Text of another script: a label that is translated.
  if (count(value, /[\u0080-\u00ff]/g) > value.length * 0.3) return true;
  // Hashes of passwords, and what is said to be a hash: no way back to a secret of this kind.
  if (
    /^\$(?:2[abxy]|1|5|6|7|8|y|argon2\w*|pbkdf2[\w-]*|apr1|scrypt)\$|^(?:sha\d*|md5|pbkdf2\w*|bcrypt\w*|argon2\w*|scrypt|crypt)\$|^\{(?:S?SHA\d*|MD5|CRYPT|bcrypt)\}/i.test(
      value,
    )
  )
    return true;
  if (
    /(?:checksum|fingerprint|digest|integrity|etag|sha\d{1,3}|md5|hash(?:ed)?)["'`\])]{0,3}\s*(?:[:=]+>?|=>|\(|,)?\s*["'`]?$/i.test(
      name,
    )
  )
    return true;
  if (/(?:hashed|crypted|digest)[\w-]{0,20}["'`\])]{0,3}\s*(?:[:=]+>?|=>|\()?\s*["'`]?$/i.test(name))
    return true;
  // Addresses of machines, numbers of keys in a key ring.
  if (/^(?:[0-9A-F]{2}[:-]){5}[0-9A-F]{2}$/i.test(value)) return true;
  if (/^\[?(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}\]?$/i.test(value)) return true;
  if (/^(?:0x)?(?:[0-9A-F]{8}|[0-9A-F]{16}|[0-9A-F]{40})$/.test(value) && /keys?\W*$/i.test(name))
    return true;
  if (/\.svg\?|badge/i.test(before.slice(-120))) return true;
  // `checkPassword("name", "…")`: the second one is it.
  if (
    /\(\s*["'`]?$/.test(name) &&
    /^[a-z]+$/i.test(value) &&
    /^\s*,\s*["'`][^"'`]{3,60}["'`]\s*\)/.test(after)
  )
    return true;
  // `$password, 'other'`: a variable has its value already.
  if (/\$\w+\s*,\s*["'`]?$/.test(name)) return true;
  // A salt is stored beside what it salts.
  if (
    /(?:derivation|password|passwd|pass|pwd|hash|user)[_-]?salt["'`\])]{0,3}\s*(?:[:=]+>?|=>|\(|,)?\s*["'`]?$/i.test(
      name,
    )
  )
    return true;
  if (/public[_-]?key(?:[_-]?token)?\W*$/i.test(name)) return true;
  // A form's token is made for one page.
  if (/(?:csrf|xsrf|authenticity)[_-]?token|sec-websocket-(?:key|accept)/i.test(name)) return true;
  // Words of a list: `["secrets", "configmaps"]`.
  if (quoted && /["'],\s*["'`]?$/.test(name) && /^[A-Za-z_-]+$/.test(value) && /^\s*[,\]]/.test(after))
    return true;
  if (!quoted) {
    if (/^0x[0-9a-f]{1,16}\W*$/i.test(value)) return true;
    // The sentence goes on.
    if (/^[A-Za-z]+$/.test(value) && /^[ \t]+[A-Za-z]+[ \t,.]+[A-Za-z(]/.test(after)) return true;
    if (/^[A-Za-z']+$/.test(value) && /:\s*$/.test(name) && /^[ \t]+[^#\s/;&|)\]}]/.test(after)) return true;
    // A call, an index, a member, a template, a type.
    if (/^[A-Za-z_$@&*!][\w$]*(?:\.|::|->|\?\.)?[\w$.:]*[([{<]/.test(value)) return true;
    if (/^[A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)+[;,)]*$/.test(value) && !isRandom(value))
      return true;
    if (/^[$&*@{([!|<>=]/.test(value)) return true;
    if (/^\s*[([]|^</.test(after) && !after.startsWith('</')) return true;
    if (
      /^(?:true|false|null|none|nil|undefined|void|string|str|int|bool|boolean|text|number|any|object|bytes|required|optional|self|this|function|return|new|await|async|const|let|var|if|else|import|from|export|default|public|private|static|final|type|interface|class|struct|enum)[;,)\]}?]*$/i.test(
        value,
      )
    )
      return true;
  }
  // The name is a mere mention: `password, 'label'`.
  if (
    /^\w+$/.test(value) &&
    name.toLowerCase().replace(/[\W_]/g, '').endsWith(value.toLowerCase().replace(/_/g, ''))
  )
    return true;
  return false;
}

/** The numbers that the model weighs; each between about 0 and 3. Names are the model's: `scripts/train-generic.ts`. */
export function features(input: ScoreInput): Record<string, number> {
  return { ...textFeatures(input), ...pathFeatures(input) };
}

function textFeatures(input: ScoreInput): Record<string, number> {
  const { value, name, quoted, after } = input;
  const v: Record<string, number> = {};
  const set = (key: string, on: boolean | number): void => {
    const amount = Number(on);
    if (amount !== 0) v[key] = amount;
  };
  const length = value.length;
  const digits = count(value, /\d/g);
  const uppers = count(value, /[A-Z]/g);
  const lowers = count(value, /[a-z]/g);
  const spaces = count(value, /\s/g);
  const wide = count(value, /[\u0080-\u00ff]/g);
  const symbols = length - digits - uppers - lowers - spaces - wide;
  const rarity = bigramRarity(value);
  const cover = wordCover(value);
  set('length', Math.log2(length) / 4);
  set('length<6', length < 6);
  set('length<8', length < 8);
  set('length>=16', length >= 16);
  set('length>=32', length >= 32);
  set('length>80', length > 80);
  set('digits', digits / length);
  set('uppers', uppers / length);
  set('symbols', symbols / length);
  set('wide', Math.min(1, (wide / length) * 4));
  set('spaces', Math.min(2, spaces));
  set('spaces>2', spaces > 2);
  set('rarity', rarity / 4);
  set('rarity>4', rarity > 4);
  set('rarity>5', rarity > 5);
  set('rarity<3', rarity < 3);
  set('cover', cover);
  set('cover>.6', cover > 0.6);
  set('cover*rarity', (1 - cover) * (rarity / 4));
  set('entropy', entropy(value) / 4);
  set('classes', Number(digits > 0) + Number(uppers > 0) + Number(lowers > 0) + Number(symbols > 0));
  set('mixed', digits > 0 && lowers + uppers > 0 && length >= 10);
  set('digits inside', /[A-Za-z]\d+[A-Za-z]/.test(value));
  set('digits last', /^[A-Za-z_-]+\d{1,4}[!@#$%]?$/.test(value));
  set('number', /^[\d.,:_-]+$/.test(value));
  set('hex', length >= 16 && /^[0-9a-fA-F]+$/.test(value));
  set('hash', /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9A-F]{40})$/.test(value));
  set('uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value));
  set('base64', length >= 16 && /^[A-Za-z0-9+/_-]+={1,2}$/.test(value));
  set('word', /^[a-z]+$/.test(value));
  set('Word', /^[A-Z][a-z]+$/.test(value));
  set('CONSTANT', /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value));
  set('UPPER', /^[A-Z]+$/.test(value));
  set('snake', /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/.test(value));
  set('kebab', /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(value));
  set('camel', /^[a-z]+(?:[A-Z][a-z]+)+$/.test(value));
  set('Pascal', /^[A-Z][a-z]+(?:[A-Z][a-z]+)+$/.test(value));
  set('dotted', /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/.test(value));
  set('url', /^[a-z][a-z0-9+.-]*:\/\//i.test(value));
  set(
    'path',
    /^[.~]?\.?\/|^[A-Za-z]:\\|\/.*\/|\.(?:js|ts|json|ya?ml|txt|pem|key|crt|p12|jks|php|py|go|rb|java|html?|css|xml|properties|md|sh|conf)$/.test(
      value,
    ),
  );
  set(
    'domain',
    /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|dev|local|internal|svc)(?:[:/]|$)/i.test(value),
  );
  set('email', /^[^@\s]+@[^@\s]+\.[a-z]{2,}$/i.test(value));
  set('template', /\$\{|\{\{|%[sdv]|\{[a-zA-Z_]*\}|<[a-zA-Z/]/.test(value));
  set('regex', /\\[wdsb]|\[\^|\(\?|\.\*|\[a-z/i.test(value));
  set('code', /[;{}]|=>|\(\)|&&|\|\|/.test(value));
  set('sentence', /^[A-Z][a-z]+ [a-z]+|[a-z] [a-z]+ [a-z]/.test(value));
  set('crypt', /^\$(?:2[aby]|1|5|6|argon2\w*|pbkdf2\w*|apr1)\$|^\{(?:SSHA|SHA|MD5|bcrypt)\}/i.test(value));
  set('prefix:', /^[A-Za-z]+:[^/]/.test(value));
  set(
    'common',
    !isRandom(value) &&
      /pass(?:word|wd|w0rd|phrase)?|secret|token|admin|test|user|root|guest|demo|login|hello|foo|bar|baz|qwer|asdf|zxcv|1234|abcd|letmein|default|name|value|string|key|auth|bearer|credential|postgres|mysql|mariadb|mongo|redis|rabbit|kafka|elastic|keycloak|changeit/i.test(
        value,
      ),
  );
  set('ellipsis', /\.\.\.|…/.test(value));
  // The name: the last word tells what the value is.
  const left = name.replace(/["'`\s]*(?:[:=]+>?|=>|\(|,|>)?["'`\s]*$/, '');
  const words = left
    .split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/)
    .filter(Boolean)
    .map((word) => word.toLowerCase());
  const last = words.at(-1) ?? '';
  set(`last:${lastWords.has(last) ? last : 'other'}`, true);
  set('name is constant', /[A-Z]_[A-Z]|^[A-Z]{4,}$/.test(left.trim()));
  set(
    'name has noise',
    words.some((word) => noiseWords.has(word)),
  );
  set(
    'name has test',
    words.some((word) =>
      /^(?:test|mock|fake|dummy|example|sample|expected|invalid|wrong|bad|old|new|confirm)$/.test(word),
    ),
  );
  set('name long', words.length > 5);
  set('comment', /^\s*(?:\/\/|#|\*|<!--|--|;)/.test(input.before) || /^\s*(?:\/\/|#|\*)/.test(name));
  set(`kind:${input.kind}`, true);
  set('quoted', quoted);
  const tail = name
    .trimEnd()
    .replace(/["'`brfu]*$/, '')
    .trimEnd();
  const separator = /(?:=>|:=|[=!]==?|\|\||\?\?|[=:(,>|[{]|\b(?:is|was|or))$/.exec(tail)?.[0] ?? 'blank';
  set(`separator:${separator}`, true);
  set('followed by call', /^\s*[.([]/.test(after));
  set('followed by words', !quoted && /^[ \t]+[A-Za-z]/.test(after));
  set('first of arguments', /[(,]$/.test(tail) && /^\s*,\s*["'`]/.test(after));
  set('followed by plus', /^\s*[+%]/.test(after));
  if (!quoted) {
    set('bare', true);
    set('bare word', /^[A-Za-z_]\w*[;,)]?$/.test(value) && rarity < 4.2);
  }
  return v;
}

const testFile =
  /(?:^|[/_.-])(?:tests?|specs?|fixtures?|mocks?|__tests__|testdata|examples?|samples?|demo)(?:[/_.-]|$)/i;
const translation =
  /(?:^|\/)(?:i18n|locales?|lang|languages?|translations?|l10n|messages)(?:\/|[_.-])|(?:^|\/)[a-z]{2}[-_][A-Z]{2}\.|\.(?:po|pot|resx|strings|arb|xlf|ftl)$/i;
const generated =
  /\.min\.|(?:^|\/)(?:dist|vendor|third_party|node_modules|bower_components|generated)\/|\.lock$|lock\.json$|\.(?:svg|map|snap|ipynb)$/;

function pathFeatures({ path = '', quoted }: ScoreInput): Record<string, number> {
  const file = fileKind(path);
  return {
    [`file:${file}`]: 1,
    ...(quoted ? {} : { [`bare in ${file}`]: 1 }),
    ...(testFile.test(path) ? { 'test file': 1 } : {}),
    ...(translation.test(path) ? { translation: 1 } : {}),
    ...(generated.test(path) ? { generated: 1 } : {}),
  };
}

const fileKinds = 'env yaml config json markup docs shell js script compiled style sql other'.split(' ');

/** The most that a path can add to the sum. */
const pathMost = { quoted: mostOfPath(true), bare: mostOfPath(false) };

function mostOfPath(quoted: boolean): number {
  const weight = (name: string): number => weights[name] ?? 0;
  const kinds = fileKinds.map((kind) => weight(`file:${kind}`) + (quoted ? 0 : weight(`bare in ${kind}`)));
  const folders = ['test file', 'translation', 'generated'].map((name) => Math.max(0, weight(name)));
  return Math.max(...kinds) + folders.reduce((sum, one) => sum + one, 0);
}

const lastWords = new Set(
  'password passwd pwd pass passphrase token key secret auth credential credentials id file path name url uri type field label text hint message msg error length size count expires expiry timeout prefix suffix header format policy reset class style regex pattern algorithm hash salt value env var ref input element button form list map data string str default required enabled'.split(
    ' ',
  ),
);
const noiseWords = new Set(
  'file path name url uri type field label text hint placeholder message msg error length size count expires expiry expiration timeout prefix suffix header format policy reset forgot class style css regex pattern algorithm title description tooltip column table param parameter attribute property element selector button input form validator strength max min rule rules mandatory invalid missing required method endpoint public'.split(
    ' ',
  ),
);

function fileKind(path: string): string {
  const base = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const extension = base.slice(base.lastIndexOf('.') + 1);
  if (/^\.?env|\.env/.test(base)) return 'env';
  if (/^(?:ya?ml)$/.test(extension)) return 'yaml';
  if (
    /^(?:properties|ini|conf|cfg|toml|cnf|config|rsp|tfvars|tf|hcl|plist|npmrc|pypirc|netrc)$/.test(extension)
  )
    return 'config';
  if (/^(?:json|json5|jsonc|ndjson|tfstate|har)$/.test(extension)) return 'json';
  if (/^(?:xml|html?|xhtml|vue|pug|slim|erb|jsp|svg|mdx|hbs|ejs)$/.test(extension)) return 'markup';
  if (/^(?:md|rst|txt|adoc|markdown)$/.test(extension)) return 'docs';
  if (/^(?:sh|bash|zsh|ps1|bat|cmd|fish)$/.test(extension) || /^dockerfile|makefile/.test(base))
    return 'shell';
  if (/^(?:js|jsx|ts|tsx|mjs|cjs)$/.test(extension)) return 'js';
  if (/^(?:py|rb|php|pl|lua|groovy|gradle|r|ex|exs)$/.test(extension)) return 'script';
  if (/^(?:java|kt|scala|go|rs|c|cc|cpp|h|hpp|cs|swift|m|dart)$/.test(extension)) return 'compiled';
  if (/^(?:css|scss|sass|less)$/.test(extension)) return 'style';
  if (/^(?:sql)$/.test(extension)) return 'sql';
  return 'other';
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** Shannon entropy in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const c of text) counts.set(c, (counts.get(c) ?? 0) + 1);
  let bits = 0;
  for (const n of counts.values()) bits -= (n / text.length) * Math.log2(n / text.length);
  return bits;
}
