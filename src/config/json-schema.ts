const text = { type: 'string', minLength: 1 } as const;
const regex = {
  type: 'string',
  minLength: 1,
  description: 'RE2 syntax: no look-around, no back-reference',
} as const;
const severity = { enum: ['low', 'medium', 'high', 'critical'] } as const;
const confidence = { enum: ['possible', 'likely', 'certain'] } as const;
const list = (items: object, description: string): object => ({ type: 'array', items, description });
const closed = (properties: object, required: readonly string[] = []): object => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...(required.length === 0 ? {} : { required }),
});

/** JSON Schema of `unleak.yaml` for editors; a test holds it against what the loader takes. */
export const configJsonSchema: Readonly<Record<string, unknown>> = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Unleak configuration',
  ...closed({
    $schema: text,
    extends: { anyOf: [text, list(text, '')], description: 'files inside of the repository' },
    detectors: list(
      closed(
        {
          id: { type: 'string', pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$' },
          title: text,
          vendor: { type: 'string', pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$' },
          severity,
          confidence,
          keywords: { type: 'array', minItems: 1, items: { type: 'string', minLength: 2 } },
          pattern: regex,
          group: { anyOf: [{ type: 'integer', minimum: 0 }, text], description: 'which group is the secret' },
          rarity: { type: 'boolean', description: 'the value must also look like a secret' },
          publicPrefix: { type: 'integer', minimum: 0, maximum: 12 },
          revoke: { type: 'string', pattern: '^https://' },
          documentation: { type: 'string', pattern: '^https://' },
          examples: closed({ match: { type: 'array', minItems: 1, items: text }, ignore: list(text, '') }, [
            'match',
          ]),
        },
        ['id', 'title', 'keywords', 'pattern'],
      ),
      'your own detectors',
    ),
    overrides: list(
      closed({ detector: text, enabled: { type: 'boolean' }, severity }, ['detector']),
      'detectors by id or vendor, or "*"',
    ),
    paths: closed({ ignore: list(text, 'gitignore syntax') }),
    allow: list(
      closed(
        {
          detector: text,
          path: { ...text, description: 'gitignore syntax' },
          pathMatches: regex,
          pathNotMatches: regex,
          address: text,
          value: { type: 'string', pattern: '^[0-9a-f]{16}$', description: 'a tag, as a baseline has it' },
          valueMatches: regex,
          lineMatches: regex,
          reason: text,
          by: text,
          until: { ...text, description: 'a date; the rule ends with it' },
        },
        ['reason'],
      ),
      'what is no leak, all conditions of a rule together',
    ),
    thresholds: list(
      closed({ path: text, minSeverity: severity, minConfidence: confidence }),
      'the last one that fits a path counts',
    ),
    accept: list(text, 'incompleteness to accept: CODE or CODE:path'),
    inline: closed({ allow: { type: 'boolean' }, others: { type: 'boolean' } }),
    store: closed({
      to: { enum: ['sops', 'aws', 'gcp'] },
      style: { enum: ['auto', 'sops', 'external-secret', 'csi', 'secret-sync', 'vals', 'env'] },
      nameTemplate: text,
      decryptedBy: { enum: ['flux', 'ksops', 'helm-secrets', 'manual'] },
      dotenv: { enum: ['exec-env', 'keep'] },
      code: { type: 'boolean', description: 'patch program text to read the environment' },
      pin: { type: 'boolean', description: 'references name the stored version, not the newest one' },
      composite: { enum: ['whole', 'template'], description: 'a URL with a password' },
      splitCommits: { type: 'boolean', description: 'commit in the order that Flux and Argo CD need' },
      checkLive: { type: 'boolean', description: 'fetch each reference again, as its readers would' },
      proofOut: {
        type: 'string',
        pattern: '^(?!.*\\.\\.)[\\w-][\\w./-]*\\.json$',
        description: 'where the proof is written',
      },
      age: list({ type: 'string', pattern: '^age1[0-9a-z]+$' }, 'recipients'),
      region: text,
      project: text,
      secretStore: text,
      location: text,
      replication: list(text, 'GCP: automatic, or locations'),
      kmsKeys: list(text, 'customer managed keys'),
      replicaRegions: list(text, 'AWS: regions that get a copy'),
      recoveryDays: { type: 'integer', minimum: 7, maximum: 30 },
    }),
  }),
};
