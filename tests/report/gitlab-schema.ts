const text = (more: object = {}): object => ({ type: 'string', minLength: 1, ...more });
const object = (required: readonly string[], properties: object, more: object = {}): object => ({
  type: 'object',
  required,
  properties,
  ...more,
});
const time = text({ pattern: String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$` });
const link = text({ pattern: '^(https?|ftp)://.+' });
const program = object(['id', 'name', 'version', 'vendor'], {
  id: text(),
  name: text(),
  version: text(),
  url: link,
  vendor: object(['name'], { name: text() }),
});
const identifier = object(['type', 'name', 'value'], {
  type: text(),
  name: text(),
  value: text(),
  url: link,
});

/**
 * What GitLab's secret-detection schema asks of the parts that we write. Objects are closed here, so that a misspelt key
 * is seen; GitLab would ignore it.
 * @see https://gitlab.com/gitlab-org/security-products/security-report-schemas
 */
export const gitlabSchema = object(
  ['scan', 'version', 'vulnerabilities'],
  {
    version: text({ pattern: String.raw`^15\.\d+\.\d+$` }),
    schema: text({ pattern: '^https://.+' }),
    scan: object(
      ['analyzer', 'end_time', 'scanner', 'start_time', 'status', 'type'],
      {
        analyzer: program,
        scanner: program,
        start_time: time,
        end_time: time,
        status: { enum: ['success', 'failure'] },
        type: { const: 'secret_detection' },
        messages: {
          type: 'array',
          items: object(['level', 'value'], { level: { enum: ['info', 'warn', 'fatal'] }, value: text() }),
        },
      },
      { additionalProperties: false },
    ),
    vulnerabilities: {
      type: 'array',
      items: object(
        ['id', 'identifiers', 'location'],
        {
          id: text(),
          name: text({ maxLength: 255 }),
          description: text({ maxLength: 1_048_576 }),
          severity: { enum: ['Info', 'Unknown', 'Low', 'Medium', 'High', 'Critical'] },
          solution: text({ maxLength: 7000 }),
          identifiers: { type: 'array', minItems: 1, items: identifier },
          links: { type: 'array', items: object(['url'], { name: text(), url: link }) },
          details: {
            type: 'object',
            additionalProperties: object(['name', 'type', 'value'], {
              name: text(),
              type: { const: 'text' },
              value: text(),
            }),
          },
          location: object(
            ['commit'],
            {
              file: text(),
              commit: object(['sha'], { sha: text(), author: text(), date: text() }, { additionalProperties: false }), // prettier-ignore
              start_line: { type: 'number' },
              end_line: { type: 'number' },
            },
            { additionalProperties: false },
          ),
        },
        { additionalProperties: false },
      ),
    },
  },
  { additionalProperties: false },
);
