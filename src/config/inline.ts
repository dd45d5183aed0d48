/** A comment that allows what stands in its line. */
export interface InlineMark {
  readonly word: string;
  /** What follows `unleak:allow`; empty when nothing does, and then it is not honoured. */
  readonly reason: string;
  readonly ours: boolean;
  /** It names rules of its scanner, so that it means less than the whole line: said, not honoured. */
  readonly narrow?: true;
}

/**
 * Words of other scanners with the same meaning, as their documents give them: the line is allowed, or the next one.
 * The comment's own signs do not matter: what counts is the word.
 * @see https://github.com/gitleaks/gitleaks#gitleaksallow
 * @see https://github.com/Yelp/detect-secrets#inline-allowlisting
 * @see https://github.com/secretlint/secretlint/blob/master/docs/configuration.md (filter-comments)
 */
const sameLine =
  /\bunleak:allow\b[ \t]*(?<reason>[^\r\n]*)|\b(?<other>gitleaks:allow|betterleaks:allow|trufflehog:ignore|kingfisher:ignore|ggignore|pragma: ?(?:allow|white)list[ -]secret)\b/i;
const nextLine = /\bpragma: ?(?:allow|white)list[ -]nextline[ -]secret\b/i;
/** `secretlint-disable-line RULE, RULE -- why`; without a rule it means all of them. */
const secretlint =
  /\bsecretlint-(?<what>disable-next-line|disable-line|disable|enable)\b(?!-)(?<rest>[^\r\n]*)/i;
const anyMark = /unleak:allow|gitleaks:allow|betterleaks:allow|trufflehog:ignore|kingfisher:ignore|ggignore|list[ -](?:nextline[ -])?secret|secretlint-disable/i; // prettier-ignore
/** A line that is a comment and nothing else: our mark in it holds for the line below too. */
const onlyComment = /^\s*(?:#|\/\/|\/\*|<!--|--|;|%|\*|REM\b|")/i;
/** What closes a comment is no part of the reason. */
const commentEnd = /\s*(?:\*\/|-->|\]\]>|#\}|--%>|%>|"""|\*\))\s*$/;

const maxLine = 10_000;

/** The marks of a text by the line (from 1) that they allow. */
export function inlineMarks(text: string): ReadonlyMap<number, InlineMark> {
  const marks = new Map<number, InlineMark>();
  if (!anyMark.test(text)) return marks;
  let block: InlineMark | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const number = index + 1;
    const directive = line.length > maxLine ? undefined : secretlint.exec(line)?.groups;
    const what = directive?.['what']?.toLowerCase();
    if (what === 'enable') block = undefined;
    if (what === 'disable') block = secretlintMark('secretlint-disable', directive?.['rest']);
    if (block !== undefined && !marks.has(number)) marks.set(number, block);
    if (line.length > maxLine) continue;
    if (what === 'disable-line')
      marks.set(number, secretlintMark('secretlint-disable-line', directive?.['rest']));
    if (what === 'disable-next-line')
      marks.set(number + 1, secretlintMark('secretlint-disable-next-line', directive?.['rest']));
    if (nextLine.test(line))
      marks.set(number + 1, { word: 'pragma: allowlist nextline secret', reason: '', ours: false });
    const found = sameLine.exec(line)?.groups;
    if (found === undefined) continue;
    const other = found['other'];
    if (other !== undefined) {
      marks.set(number, { word: other, reason: '', ours: false });
      continue;
    }
    const mark = {
      word: 'unleak:allow',
      reason: (found['reason'] ?? '').replace(commentEnd, '').trim(),
      ours: true,
    };
    marks.set(number, mark);
    if (onlyComment.test(line)) marks.set(number + 1, mark);
  }
  return marks;
}

function secretlintMark(word: string, rest = ''): InlineMark {
  const [rules = ''] = rest.replace(commentEnd, '').split(/\s--\s/);
  return { word, reason: '', ours: false, ...(/[@\w]/.test(rules) ? { narrow: true } : {}) };
}
