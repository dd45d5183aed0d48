import type { HookType } from './types.ts';

/** How the installed hook starts the program; absolute paths. */
export interface Program {
  readonly node: string;
  /** The entry file. */
  readonly entry: string;
}

/** What tells the program that a script of ours called it. */
export const scriptFlag = '--script';
/** How the program then ends when it stopped git and said why: no failure of Node itself ends so. */
export const stoppedCode = 79;

const mark = '# unleak-hook 1';

/** Where the hook that stood there before is kept, beside ours. */
export const beforeSuffix = '.before-unleak';

/** Where pre-commit keeps a hook that it found, which it then runs before its own. */
export const legacySuffix = '.legacy';

/** Is it the hook that pre-commit writes? */
export function isPreCommits(text: string): boolean {
  return text.includes('hook-impl');
}

/** Is the file a hook of ours? */
export function isOurs(text: string): boolean {
  return text.split(/\r?\n/, 2)[1] === mark;
}

const quote = (text: string): string => `'${text.replaceAll('\\', '/').replaceAll("'", "'\\''")}'`;

/** What an installed script starts, read back from it. */
export function programOf(text: string): Program | undefined {
  const value = (name: string): string | undefined =>
    new RegExp(`^${name}='(.*)'\r?$`, 'm').exec(text)?.[1]?.replaceAll("'\\''", "'");
  const [node, entry] = [value('node'), value('entry')];
  return node === undefined || entry === undefined ? undefined : { node, entry };
}

/**
 * The hook: POSIX sh. git's input is read once and given to what stood here before and then to us; ours comes last, for
 * an earlier hook may change what is committed. Without the program nothing passes. A push that only deletes is let
 * through by the shell itself: nothing leaves, and no program has to start.
 *
 * @param own - for a folder of hooks for all repositories: also run the repository's own hook of this name
 * @param husky - what stood here was run by husky: by sh, executable or not
 */
export function hookScript(type: HookType, program: Program, own: boolean, husky = false): string {
  const reads = type === 'pre-push' || type === 'pre-receive';
  const noun = type === 'pre-commit' || type === 'commit-msg' ? 'commit' : 'push';
  const once =
    type === 'pre-receive' || type === 'update' ? 'ask who runs this server' : `git ${noun} --no-verify goes past the hook, once`; // prettier-ignore
  return `#!/bin/sh
${mark}
# ${type} hook, made by "unleak hook install"; "unleak hook uninstall" takes it away and puts back what was here.
node=${quote(program.node)}
entry=${quote(program.entry)}
${here}
${reads ? takeInput : ''}
${chain(type, own, reads, husky)}
stop() {
  echo "unleak: error: ${noun} stopped: $1" >&2
  echo "unleak: hint: \${2}${once}" >&2
  exit 1
}
[ -x "$node" ] || node=$(command -v node)
if [ -z "$node" ] || ! [ -f "$entry" ]; then
  stop "the program of this hook is not there: $entry" 'unleak hook install; or: '
fi
${reads ? nothing[type] : ''}
${reads ? feed : ''}"$node" "$entry" hook run ${type} ${scriptFlag} "$@"
status=$?
case $status in
0) exit 0 ;;
${stoppedCode}) exit 1 ;; # it said why
*) stop "the program ended with $status before it could say anything" ;;
esac
`;
}

/** Runs the repository's own hook of another type from a folder of hooks that hides it. */
export function passOnScript(type: string, reads: boolean): string {
  return `#!/bin/sh
${mark}
# Runs the repository's own ${type} hook, which core.hooksPath would hide.
${here}
${reads ? takeInput : ''}
${chain(type, true, reads)}
exit 0
`;
}

const here = 'here=${0%/*}\n[ "$here" != "$0" ] || here=.';

/** Kept to the byte: the command substitution takes line feeds away from the end. */
const takeInput = 'input=$(cat; printf x)\ninput=${input%x}';
const feed = `printf '%s' "$input" | `;

/**
 * Ends a push that brings nothing. A deletion's line says "(delete)" and zeros where the local ref and object stand
 * (githooks(5)); no name of a ref or a revision holds a blank there.
 */
const zeros = ['0'.repeat(40), '0'.repeat(64)];
const deletions: Readonly<Record<'pre-push' | 'pre-receive', string>> = {
  'pre-push': zeros.map((zero) => `"(delete) ${zero} "*`).join(' | '),
  // <old> <new> <ref>
  'pre-receive': zeros.map((zero) => `${'?'.repeat(zero.length)}" ${zero} "*`).join(' | '),
};
const onlyDeletes = (pattern: string): string => `if ${feed}(
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
    ${pattern}) ;;
    *) exit 1 ;;
    esac
  done
); then
  exit 0
fi`;
const nothing: Readonly<Partial<Record<HookType, string>>> = {
  'pre-push': onlyDeletes(deletions['pre-push']),
  'pre-receive': onlyDeletes(deletions['pre-receive']),
};

function chain(type: string, own: boolean, reads: boolean, husky = false): string {
  const run = (path: string, also = ''): string => `if [ ${husky ? '-f' : '-x'} ${path} ]${also}; then
  ${reads ? feed : ''}${husky ? 'sh -e ' : ''}${path} "$@" || exit $?
fi`;
  const kept = `"$here/${type}${beforeSuffix}"`;
  // When pre-commit runs this, a hook of its own would call it once more.
  const again = ` && { [ -z "$PRE_COMMIT_RUNNING_LEGACY" ] || ! grep -q hook-impl ${kept}; }`;
  const before = run(kept, again);
  if (!own) return before;
  return `${before}
own=$(git rev-parse --git-common-dir)/hooks/${type}
if [ "$(cd "$(dirname "$own")" 2>/dev/null && pwd -P)" != "$(cd "$here" && pwd -P)" ]; then
  ${run('"$own"').replaceAll('\n', '\n  ')}
fi`;
}
