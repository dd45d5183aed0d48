/** A comment that allows what stands in its line. */
export interface InlineMark {
  readonly word: string;
  /** What follows `unleak:allow`; empty when nothing does, and then it is not honoured. */
  readonly reason: string;
  readonly ours: boolean;
}

/**
 * Words of other scanners with the same meaning, as their documents give them: the line is allowed, or the next one.
 * The comment's own signs do not matter: what counts is the word.
 */
const sameLine =
  /\bunleak:allow\b[ \t]*(?<reason>[^\r\n]*)|\b(?<other>gitleaks:allow|betterleaks:allow|trufflehog:ignore|kingfisher:ignore|ggignore|pragma: ?allowlist secret|secretlint-disable-line)\b/i;
const nextLine = /\bpragma: ?allowlist nextline secret\b|\bsecretlint-disable-next-line\b/i;
const anyMark = /unleak:allow|gitleaks:allow|betterleaks:allow|trufflehog:ignore|kingfisher:ignore|ggignore|allowlist (?:nextline )?secret|secretlint-disable/i; // prettier-ignore
const blockEnd = /\bsecretlint-enable\b/i;
const blockStart = /\bsecretlint-disable\b(?!-)/i;
/** A line that is a comment and nothing else: a mark in it holds for the line below too. */
const onlyComment = /^\s*(?:#|\/\/|\/\*|<!--|--|;|%|\*|REM\b|")/i;
/** What closes a comment is no part of the reason. */
const commentEnd = /\s*(?:\*\/|-->|\]\]>|#\}|--%>|%>|"""|\*\))\s*$/;

const maxLine = 10_000;

/** The marks of a text by the line (from 1) that they allow. */
export function inlineMarks(text: string): ReadonlyMap<number, InlineMark> {
  const marks = new Map<number, InlineMark>();
  if (!anyMark.test(text)) return marks;
  let blocked = false;
  for (const [index, line] of text.split('\n').entries()) {
    const number = index + 1;
    if (blocked && blockEnd.test(line)) blocked = false;
    if (blockStart.test(line)) blocked = true;
    if (blocked) marks.set(number, { word: 'secretlint-disable', reason: '', ours: false });
    if (line.length > maxLine) continue;
    if (nextLine.test(line)) marks.set(number + 1, { word: 'nextline', reason: '', ours: false });
    const found = sameLine.exec(line)?.groups;
    if (found === undefined) continue;
    const other = found['other'];
    const mark: InlineMark =
      other === undefined
        ? {
            word: 'unleak:allow',
            reason: (found['reason'] ?? '').replace(commentEnd, '').trim(),
            ours: true,
          }
        : { word: other, reason: '', ours: false };
    marks.set(number, mark);
    if (onlyComment.test(line)) marks.set(number + 1, mark);
  }
  return marks;
}
