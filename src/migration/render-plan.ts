import type { Plan } from './types.ts';

/** Policies for more names than this are for programs. */
const maxPolicyNames = 20;

/** The plan for people: what moves where, what stays, the masked diff of every file. Free of values; not coloured. */
export function renderPlan(plan: Plan): string {
  const out: string[] = [];
  const moved = plan.changes.length;
  out.push(
    `Plan ${plan.id}: ${moved} values to ${plan.store.title}, ${plan.files.length} files, ${plan.manual.length} by hand`,
  );
  if (moved > 0)
    out.push(
      '',
      ...table(
        plan.changes.map((one) => [`${one.path}:${one.line}`, one.address, one.becomes, one.store ?? '']),
      ),
    );
  if (plan.entries.length > 0)
    out.push(
      '',
      'In the store:',
      ...plan.entries.map(
        (entry) =>
          `  ${entry.mode} ${entry.name}${entry.keys.length > 0 ? ` (${entry.keys.join(', ')})` : ''}`,
      ),
    );
  for (const file of plan.files)
    if (file.encryption !== undefined)
      out.push(
        '',
        `${file.path} is encrypted for ${file.encryption.recipients.join(', ')} (${file.encryption.origin})`,
      );
  for (const file of plan.files) if (file.diff !== '') out.push('', file.diff.trimEnd());
  if (plan.manual.length > 0) {
    out.push('', 'Left for you:');
    for (const item of plan.manual) {
      out.push(`  ${item.path}:${item.line}  ${item.reason}`, `    write: ${item.write}`);
      if (item.patch !== undefined)
        out.push(
          ...item.patch
            .trimEnd()
            .split('\n')
            .map((line) => `    ${line}`),
        );
    }
  }
  for (const question of plan.questions)
    out.push('', `? ${question.message}`, ...question.files.map((file) => `    ${file}`));
  if (plan.preconditions.length > 0)
    out.push('', 'Must be true:', ...plan.preconditions.map((one) => `  ${one}`));
  if (plan.policies.length > 0 && plan.entries.length <= maxPolicyNames)
    for (const { title, text } of plan.policies)
      out.push(
        '',
        `${title}:`,
        ...text
          .trimEnd()
          .split('\n')
          .map((line) => `  ${line}`),
      );
  else if (plan.policies.length > 0)
    out.push('', `Policies for ${plan.entries.length} names: "policies" in what --plan-out and --json write`);
  if (plan.warnings.length > 0) out.push('', ...plan.warnings.map((one) => `Warning: ${one}`));
  return `${out.map(neutral).join('\n')}\n`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1, 2].map((column) =>
    Math.min(60, Math.max(...rows.map((row) => row[column]?.length ?? 0))),
  );
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}

/** Paths and file contents come from a repository that nobody trusts: no control sequence reaches the terminal. */
function neutral(text: string): string {
  return text.replaceAll(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
