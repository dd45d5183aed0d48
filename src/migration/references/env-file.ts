import { posix } from 'node:path';
import { reveal, type Secret } from '../../engine/index.ts';
import type { Draft, Target } from '../draft.ts';
import { decodeText, lineEnd, lineStart, textOffset } from '../text.ts';
import { quoted } from '../yaml.ts';
import { remoteFields, slug } from './remote-value.ts';
import { ruleFor } from './sops-rule.ts';
import { groupBy, type ReferenceStyle } from './style.ts';
import { valsReference } from './vals.ts';

/**
 * `.env` files: the values move to an encrypted environment file that `sops exec-env` starts their readers with, or to a
 * reference file for `vals exec`. Only with `--dotenv exec-env`: it changes how programs are started that nobody sees here.
 */
export const envFile: ReferenceStyle = {
  id: 'env-file',
  async claim(targets, draft) {
    const mine = targets.filter(({ file }) => file.document?.kind === 'dotenv');
    for (const group of groupBy(mine, (target) => target.file.path).values()) {
      const wanted = draft.options.dotenv === 'exec-env' || draft.options.style === 'vals';
      if (wanted) await moveDotenv(group, draft);
      else leaveAll(group, draft);
    }
    return targets.filter((target) => !mine.includes(target));
  },
};

function leaveAll(group: readonly Target[], draft: Draft): void {
  const sops = draft.inPlace !== undefined;
  for (const target of group)
    draft.leave(
      target,
      sops
        ? 'encrypting it in place would hand ENC[…] to its readers'
        : 'its readers are started by hand, and none of them is seen here',
      sops
        ? '--dotenv exec-env moves it to secrets.enc.env; start the programs with: sops exec-env secrets.enc.env COMMAND'
        : '--dotenv exec-env moves it to secrets.vals.yaml; start the programs with: vals exec -i -f secrets.vals.yaml -- COMMAND',
    );
}

/** The extension must stay `.env`: by it sops knows the format. */
export function encryptedEnvName(path: string): string {
  const dir = posix.dirname(path);
  const base = posix.basename(path);
  const middle = /^\.env\.(.+)$/.exec(base)?.[1] ?? /^(.+)\.env$/.exec(base)?.[1];
  return posix.join(dir, middle === undefined ? 'secrets.enc.env' : `secrets.${middle}.enc.env`);
}

/** Why sops' dotenv format cannot carry a value, or undefined. It knows no quotes and turns `\n` into a newline. */
export function envRefusal(name: string, secret: Secret): string | undefined {
  const text = decodeText(reveal(secret));
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return 'its name is no environment variable';
  if (text === undefined || text.includes('\0')) return 'the value is not text';
  if (text.includes('\\n')) return 'the value holds a backslash and an n, which sops reads as a newline';
  if (text.includes('\r')) return 'the value holds a carriage return';
  return undefined;
}

/** @returns why it cannot be written; undefined when it can */
export async function encryptedEnvFile(
  draft: Draft,
  path: string,
  fields: ReadonlyMap<string, Secret>,
  precondition = `what read these values is started with: sops exec-env ${path} '<command>'`,
): Promise<string | undefined> {
  if (draft.isTaken(path)) return `${path} is there already`;
  const { rule, reason } = await ruleFor(draft, path, {});
  if (rule === undefined) return reason ?? 'there is no rule';
  draft.create(
    path,
    [...fields].flatMap(([name, secret]) => [
      `${name}=`,
      { secret, encode: (text: string) => text.replaceAll('\n', String.raw`\n`) },
      '\n',
    ]),
    0o600,
  );
  draft.encrypt(path, { format: 'dotenv', rule });
  draft.preconditions.add(precondition);
  return undefined;
}

async function moveDotenv(group: readonly Target[], draft: Draft): Promise<void> {
  const file = group[0]?.file;
  if (file?.text === undefined) return;
  const [reader] = file.readers;
  const usable = group.filter((target) => {
    const reason =
      reader === undefined
        ? envRefusal(target.value.name, target.value.value)
        : `${reader.from} reads it, and would miss the value`;
    if (reason !== undefined)
      draft.leave(target, reason, 'name the variable under environment: without a value, and remove it here');
    return reason === undefined;
  });
  if (usable.length === 0) return;
  const values = new Map(usable.map((target) => [target.value.name, target.value.value]));
  const moved =
    draft.inPlace === undefined
      ? referenceFile(draft, file.path, values)
      : await encryptedFileOf(draft, file.path, values);
  const removedLines = new Set<number>();
  for (const target of usable) {
    if (moved.refused !== undefined) {
      draft.leave(target, moved.refused, moved.hint);
      continue;
    }
    const start = lineStart(file.text, target.offset);
    const end = lineEnd(file.text, textOffset(file.disk.bytes, target.value.span.end));
    if (!removedLines.has(start)) draft.edit(file.path, { start, end, text: '' });
    removedLines.add(start);
    draft.change(target, `${target.value.name} in ${moved.path} (${moved.by})`, moved.entry);
  }
}

/** Variables for programs: an encrypted environment file, or one of references; a new one, at the root. */
export async function environmentFile(
  draft: Draft,
  values: ReadonlyMap<string, Secret>,
  readers: readonly string[],
): Promise<Moved> {
  let from = 'code.env';
  for (let number = 2; draft.isTaken(encryptedEnvName(from)) || draft.isTaken(valsName(from)); number++)
    from = `code-${number}.env`;
  const who = `what runs ${[...new Set(readers)].join(', ')}`;
  return draft.inPlace === undefined
    ? referenceFile(draft, from, values, who)
    : encryptedFileOf(draft, from, values, who);
}

const valsName = (from: string): string => encryptedEnvName(from).replace(/\.enc\.env$/, '.vals.yaml');

interface Moved {
  readonly path: string;
  readonly by: string;
  readonly entry?: string;
  readonly refused?: string;
  readonly hint: string;
}

async function encryptedFileOf(
  draft: Draft,
  from: string,
  values: ReadonlyMap<string, Secret>,
  readers = 'what read these values',
): Promise<Moved> {
  const path = encryptedEnvName(from);
  const precondition = `${readers} is started with: sops exec-env ${path} '<command>'`;
  const refused = await encryptedEnvFile(draft, path, values, precondition);
  return { path, by: 'sops exec-env', hint: '.sops.yaml', ...(refused === undefined ? {} : { refused }) };
}

/** What `vals exec -f` reads: a map of variables to references (https://github.com/helmfile/vals#usage). */
function referenceFile(
  draft: Draft,
  from: string,
  values: ReadonlyMap<string, Secret>,
  readers = `what read ${from}`,
): Moved {
  const path = valsName(from);
  const hint = 'rename it, or write the references by hand';
  if (draft.isTaken(path)) return { path, by: 'vals exec', refused: `${path} is there already`, hint };
  const remote = remoteFields(draft, from, slug(from));
  const lines = [...values].map(([name, secret]) => {
    const key = remote.add(name, secret);
    return `${quoted(name)}: ${quoted(valsReference(draft, remote.name, key))}\n`;
  });
  draft.create(path, [`# Start what reads these with: vals exec -i -f ${path} -- COMMAND\n`, ...lines]);
  draft.preconditions.add(`${readers} is started with: vals exec -i -f ${path} -- COMMAND`);
  return { path, by: 'vals exec', entry: remote.name, hint };
}
