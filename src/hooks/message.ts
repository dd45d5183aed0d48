import { printable } from '../report/index.ts';
import type { Coverage, Finding, Place } from '../scan/index.ts';
import type { HookType } from './types.ts';

/** More is a wall of text: the rest is counted. */
const shown = 8;
const shownNotes = 3;

const nouns: Readonly<Record<HookType, string>> = {
  'pre-push': 'push',
  'pre-commit': 'commit',
  'commit-msg': 'commit',
  'pre-receive': 'push',
  update: 'push',
};

/** What is needed to tell the shortest way out. */
export interface MessageContext {
  readonly type: HookType;
  /** How the pushed commits get rid of it. */
  readonly rewriting: readonly string[];
  /** What rules were not believed, and why. */
  readonly notes: readonly string[];
}

/** Why git was stopped: what, where, and the shortest way out for this very case. */
export function findingsMessage(findings: readonly Finding[], context: MessageContext): string {
  const count = `${findings.length} ${findings.length === 1 ? 'secret' : 'secrets'}`;
  const lines = [`unleak: ${nouns[context.type]} stopped: ${count} would leak`];
  lines.push(...list(findings));
  lines.push(...context.notes.slice(0, shownNotes).map((note) => `unleak: note: ${printable(note)}`));
  lines.push(...waysOut(findings, context).map((way) => `unleak: hint: ${way}`));
  return `${lines.join('\n')}\n`;
}

/** What might be a secret: git goes on, and the user sees it. */
export function warningMessage(findings: readonly Finding[], type: HookType): string {
  const what = findings.length === 1 ? '1 value' : `${findings.length} values`;
  return `${[`unleak: warning: this ${nouns[type]} has ${what} that might be secret`, ...list(findings)].join('\n')}\n`;
}

/** What was not read, because a push brings no more than a pointer to it; empty when there is nothing of the kind. */
export function pointerMessage(paths: readonly string[]): string {
  if (paths.length === 0) return '';
  const named = paths.slice(0, shownNotes).map(printable).join(', ');
  const more = paths.length > shownNotes ? ` and ${paths.length - shownNotes} more` : '';
  return `unleak: warning: not read, for its content lies in Git LFS: ${named}${more}\n`;
}

function list(findings: readonly Finding[]): string[] {
  const lines: string[] = [];
  for (const finding of findings.slice(0, shown)) {
    const [place] = finding.places;
    lines.push(`  ${finding.severity}  ${finding.title}  ${finding.secret.mask}  (${finding.confidence})`);
    if (place !== undefined) lines.push(`    ${whereIs(place)}`);
    lines.push(`    id ${finding.id}`);
  }
  if (findings.length > shown) lines.push(`  and ${findings.length - shown} more`);
  return lines;
}

/** Why git was stopped although nothing was found: something could not be read. */
export function incompleteMessage(coverage: Coverage, type: HookType): string {
  const reasons = coverage.reasons
    .filter((reason) => reason.accepted !== true)
    .map(({ code, count, detail }) => `${count} ${code} (${printable(detail)})`);
  return stoppedMessage(type, `not everything could be read: ${reasons.join(', ')}`);
}

/** The one line of a hook that could not do its work, and the way past it. */
export function stoppedMessage(type: HookType, why: string): string {
  return `unleak: error: ${nouns[type]} stopped: ${why}\n${hint(type)}`;
}

function hint(type: HookType): string {
  if (type === 'pre-receive' || type === 'update') return 'unleak: hint: ask who runs this server\n';
  return `unleak: hint: ${skipping(type)} goes past the hook, once\n`;
}

function skipping(type: HookType): string {
  return type === 'pre-push' ? 'git push --no-verify' : 'git commit --no-verify';
}

function whereIs(place: Place): string {
  const at = place.line === undefined ? '' : `:${place.line}`;
  const commit = place.commit === undefined ? '' : ` in commit ${place.commit.slice(0, 10)}`;
  switch (place.kind) {
    case 'commit-message':
      return `message of${commit.slice(3) || ' the commit'}`;
    case 'tag-message':
      return `message of tag ${(place.tag ?? '').slice(0, 10)}`;
    default:
      return `${printable(place.path ?? `blob ${(place.blob ?? '').slice(0, 10)}`)}${at}${commit}`;
  }
}

function waysOut(findings: readonly Finding[], { type, rewriting }: MessageContext): string[] {
  const ways: string[] = [];
  const [first] = findings;
  if (type === 'pre-commit' && findings.some((finding) => finding.fix.migrate))
    ways.push('unleak migrate --no-history --to sops moves it; or take it out, then git add');
  else if (type === 'pre-commit') ways.push('take it out of the file, then git add');
  else if (type === 'commit-msg') ways.push('write the message without it');
  else {
    if (type === 'pre-push' && findings.some(({ places }) => places[0]?.address !== undefined))
      ways.push('unleak migrate --no-history --to sops moves it into a store; then');
    ways.push(...rewriting);
  }
  if (type === 'pre-receive' || type === 'update') return ways;
  if (findings.length <= 3 && first !== undefined)
    ways.push(
      `it is none? UNLEAK_ALLOW=${findings.map((finding) => finding.id).join(',')} UNLEAK_REASON='…' ${type === 'pre-push' ? 'git push' : 'git commit'} (noted in the audit file)`,
    );
  ways.push(`${skipping(type)} goes past the hook, once`);
  return ways;
}
