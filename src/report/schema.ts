const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const oid = { type: 'string', pattern: '^[0-9a-f]{40}([0-9a-f]{24})?$' } as const;

const place = {
  type: 'object',
  required: ['kind'],
  additionalProperties: false,
  properties: {
    kind: {
      enum: ['file', 'history', 'commit-message', 'tag-message', 'note', 'ref-name', 'path-name', 'stdin', 'image', 'archive'], // prettier-ignore
    },
    path: { ...text, description: "relative to the target, with /; '!' joins archive members" },
    line: { type: 'integer', minimum: 1 },
    column: { type: 'integer', minimum: 1, description: 'in code points, from 1' },
    endLine: { type: 'integer', minimum: 1 },
    endColumn: { type: 'integer', minimum: 1, description: 'exclusive' },
    address: { ...text, description: 'where a manifest was understood: v1/Secret/prod/db data.password' },
    decoded: { type: 'array', items: text },
    blob: oid,
    commit: { ...oid, description: 'the commit that brought it' },
    tag: oid,
    versions: { ...count, description: 'how many blobs of this path hold it' },
    companion: { ...text, description: 'the place is that of the other half of the pair: client id' },
  },
} as const;

const exposure = {
  type: 'object',
  required: ['firstCommit', 'firstDate', 'author', 'lastCommit', 'atHead', 'refs', 'commits', 'unreachable'],
  additionalProperties: false,
  properties: {
    firstCommit: text,
    firstDate: text,
    author: text,
    lastCommit: text,
    atHead: { type: 'boolean' },
    refs: { type: 'array', items: text },
    refsOmitted: count,
    commits: count,
    unreachable: { type: 'boolean' },
  },
} as const;

const finding = {
  type: 'object',
  required: ['id', 'status', 'detector', 'title', 'vendor', 'severity', 'confidence', 'why', 'secret', 'places', 'placesOmitted', 'fix'], // prettier-ignore
  additionalProperties: false,
  properties: {
    id: { ...text, description: "stable under one key; 'local:…' without a key; never a hash of the value" },
    status: { enum: ['open', 'migrated-rotate', 'rotated', 'accepted'] },
    detector: text,
    title: text,
    vendor: text,
    severity: { enum: ['critical', 'high', 'medium', 'low'] },
    confidence: { enum: ['certain', 'likely', 'possible'] },
    why: { type: 'array', items: text },
    secret: {
      type: 'object',
      required: ['mask', 'length'],
      additionalProperties: false,
      properties: { mask: text, length: { enum: ['<8', '8-15', '16-31', '32-63', '64+'] } },
    },
    places: { type: 'array', maxItems: 100, items: place },
    placesOmitted: count,
    exposure,
    fix: {
      type: 'object',
      required: ['migrate'],
      additionalProperties: false,
      properties: { migrate: { type: 'boolean' }, revoke: text, note: text },
    },
  },
} as const;

const harmless = {
  type: 'object',
  description: 'has the form of a secret and is none: a published example, a key made to be public',
  required: ['detector', 'title', 'vendor', 'why', 'secret', 'places', 'placesOmitted'],
  additionalProperties: false,
  properties: {
    detector: text,
    title: text,
    vendor: text,
    why: finding.properties.why,
    secret: finding.properties.secret,
    places: finding.properties.places,
    placesOmitted: count,
  },
} as const;

const reason = {
  type: 'object',
  required: ['code', 'count', 'detail'],
  additionalProperties: false,
  properties: {
    code: { enum: ['shallow', 'missing-object', 'corrupt-object', 'too-large', 'undecodable', 'limit', 'unreadable'] }, // prettier-ignore
    count,
    detail: text,
    accepted: { type: 'boolean' },
  },
} as const;

/** JSON Schema (2020-12 and draft-07) of a report, `unleak-report/1`. `unleak config schema report` prints it. */
export const reportSchema: Readonly<Record<string, unknown>> = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Unleak report',
  type: 'object',
  required: ['schema', 'tool', 'target', 'coverage', 'findings', 'suppressed'],
  additionalProperties: false,
  properties: {
    schema: { const: 'unleak-report/1' },
    tool: {
      type: 'object',
      required: ['name', 'version', 'detectors'],
      properties: { name: { const: 'unleak' }, version: text, detectors: count },
    },
    target: {
      type: 'object',
      required: ['kind', 'path'],
      additionalProperties: false,
      properties: {
        kind: { enum: ['repository', 'directory', 'files', 'stdin', 'push'] },
        path: text,
        head: text,
      },
    },
    coverage: {
      type: 'object',
      required: ['state', 'reasons', 'commits', 'blobs', 'bytes', 'files', 'seconds'],
      additionalProperties: false,
      properties: {
        state: { enum: ['complete', 'incomplete'] },
        reasons: { type: 'array', items: reason },
        commits: count,
        blobs: count,
        bytes: count,
        files: count,
        seconds: { type: 'number', minimum: 0 },
      },
    },
    findings: { type: 'array', items: finding },
    harmless: { type: 'array', items: harmless },
    suppressed: {
      type: 'object',
      required: ['baseline', 'ignored', 'inline'],
      additionalProperties: false,
      properties: { baseline: count, ignored: count, inline: count },
    },
    notes: { type: 'array', items: text, description: 'baseline unverified, rules that are unused or ended' },
  },
} as const;
