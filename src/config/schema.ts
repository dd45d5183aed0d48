import * as v from 'valibot';

const id = v.pipe(
  v.string(),
  v.maxLength(100),
  v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case words joined by "-"'),
);
const text = v.pipe(v.string(), v.minLength(1, 'must not be empty'), v.maxLength(2000));
/** Shown to people: no control characters, no direction marks. */
const shown = v.pipe(text, v.regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u, 'must be one line of printable text'));
const url = v.pipe(text, v.regex(/^https:\/\/[\x21-\x7e]+$/, 'must begin with https://, without spaces'));
const pattern = v.pipe(v.string(), v.minLength(1), v.maxLength(100_000));
const severity = v.picklist(['low', 'medium', 'high', 'critical']);
const confidence = v.picklist(['possible', 'likely', 'certain']);
const day = v.pipe(
  v.string(),
  v.check((value) => !Number.isNaN(Date.parse(value)), 'must be a date such as 2027-01-31'),
);
const paths = v.pipe(v.array(text), v.maxLength(10_000));

const detector = v.strictObject({
  id,
  title: shown,
  vendor: v.optional(id, 'custom'),
  severity: v.optional(severity, 'high'),
  confidence: v.optional(confidence),
  /** The pattern is tried only near one of these; of two characters only where another one follows. */
  keywords: v.pipe(
    v.array(v.pipe(v.string(), v.minLength(2, 'needs two characters at least'), v.maxLength(100))),
    v.minLength(1, 'needs one at least'),
    v.maxLength(50),
  ),
  /** RE2 syntax. */
  pattern: v.pipe(v.string(), v.minLength(1), v.maxLength(4000)),
  /** Name or number of the group that is the secret; default the group called "secret", else the whole match. */
  group: v.optional(v.union([v.pipe(v.number(), v.integer(), v.minValue(0)), text])),
  /** The value has no shape of its own: it must also look like a secret, not like a word or a placeholder. */
  rarity: v.optional(v.boolean(), false),
  /** Characters at the start that every value has and that may be shown. */
  publicPrefix: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(12)), 0),
  revoke: v.optional(url),
  documentation: v.optional(url),
  examples: v.optional(
    v.strictObject({
      match: v.pipe(v.array(text), v.minLength(1, 'needs one at least')),
      ignore: v.optional(v.array(text), []),
    }),
  ),
});

const override = v.strictObject({
  /** A detector's id, a vendor, or "*". */
  detector: text,
  enabled: v.optional(v.boolean()),
  severity: v.optional(severity),
});

const allow = v.pipe(
  v.strictObject({
    detector: v.optional(text),
    /** gitignore syntax. */
    path: v.optional(text),
    /** RE2; searched for in the path. */
    pathMatches: v.optional(pattern),
    /** RE2; holds where the path has no such part. */
    pathNotMatches: v.optional(pattern),
    address: v.optional(text),
    /** The keyed tag of one value, as a baseline has it. */
    value: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/, 'must be a tag of 16 hex digits'))),
    /** RE2; the whole value is searched for it. */
    valueMatches: v.optional(pattern),
    /** RE2; searched for in the line. */
    lineMatches: v.optional(pattern),
    reason: shown,
    by: v.optional(shown),
    until: v.optional(day),
  }),
  v.check(
    (rule) =>
      rule.detector !== undefined ||
      rule.path !== undefined ||
      rule.pathMatches !== undefined ||
      rule.pathNotMatches !== undefined ||
      rule.address !== undefined ||
      rule.value !== undefined ||
      rule.valueMatches !== undefined ||
      rule.lineMatches !== undefined,
    'must say what it allows: detector, path, pathMatches, pathNotMatches, address, value, valueMatches or lineMatches',
  ),
);

const threshold = v.strictObject({
  path: v.optional(text),
  minSeverity: v.optional(severity),
  minConfidence: v.optional(confidence),
});

const store = v.strictObject({
  to: v.optional(v.picklist(['sops', 'aws', 'gcp'])),
  style: v.optional(v.picklist(['auto', 'sops', 'external-secret', 'csi', 'secret-sync', 'vals', 'env'])),
  nameTemplate: v.optional(text),
  decryptedBy: v.optional(v.picklist(['flux', 'ksops', 'helm-secrets', 'manual'])),
  dotenv: v.optional(v.picklist(['exec-env', 'keep'])),
  code: v.optional(v.boolean()),
  pin: v.optional(v.boolean()),
  composite: v.optional(v.picklist(['whole', 'template'])),
  splitCommits: v.optional(v.boolean()),
  checkLive: v.optional(v.boolean()),
  // The configuration may come with the repository: it writes nowhere else.
  proofOut: v.optional(
    v.pipe(text, v.regex(/^(?!.*\.\.)[\w-][\w./-]*\.json$/, 'must be a .json file below the working folder')),
  ),
  age: v.optional(v.array(v.pipe(text, v.regex(/^age1[0-9a-z]+$/, 'must be an age recipient, age1…')))),
  region: v.optional(text),
  project: v.optional(text),
  secretStore: v.optional(text),
  location: v.optional(text),
  replication: v.optional(v.array(text)),
  kmsKeys: v.optional(v.array(text)),
  replicaRegions: v.optional(v.array(text)),
  recoveryDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(7), v.maxValue(30))),
});

/** `unleak.yaml`. */
export const configSchema = v.strictObject({
  $schema: v.optional(text),
  extends: v.optional(v.union([text, v.pipe(v.array(text), v.maxLength(20))])),
  detectors: v.optional(v.pipe(v.array(detector), v.maxLength(1000)), []),
  overrides: v.optional(v.array(override), []),
  paths: v.optional(v.strictObject({ ignore: v.optional(paths, []) }), {}),
  allow: v.optional(v.pipe(v.array(allow), v.maxLength(10_000)), []),
  thresholds: v.optional(v.array(threshold), []),
  accept: v.optional(v.array(text), []),
  inline: v.optional(
    v.strictObject({
      /** Are `unleak:allow` comments honoured? */
      allow: v.optional(v.boolean(), true),
      /** Are the comments of other scanners honoured, such as `gitleaks:allow`? */
      others: v.optional(v.boolean(), true),
    }),
    {},
  ),
  store: v.optional(store, {}),
});

export type ConfigData = v.InferOutput<typeof configSchema>;
export type DetectorData = ConfigData['detectors'][number];
export type AllowData = ConfigData['allow'][number];
export type OverrideData = ConfigData['overrides'][number];
export type ThresholdData = ConfigData['thresholds'][number];
export type StoreData = ConfigData['store'];
