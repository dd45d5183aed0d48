import type { HookType } from './types.ts';

/** How the installed hook starts the program; absolute paths. */
export interface Program {
  readonly node: string;
  /** The entry file. */
  readonly entry: string;
}

const mark = '# unleak-hook 1';

/** Where the hook that stood there before is kept, beside ours. */
export const beforeSuffix = '.before-unleak';

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
 * an earlier hook may change what is committed. Without the program nothing passes.
 *
 * @param own - for a folder of hooks for all repositories: also run the repository's own hook of this name
 */
export function hookScript(type: HookType, program: Program, own: boolean): string {
  const reads = type === 'pre-push' || type === 'pre-receive';
  const feed = reads ? `printf '%s' "$input" | ` : '';
  return `#!/bin/sh
${mark}
# ${type} hook, made by "unleak hook install"; "unleak hook uninstall" takes it away and puts back what was here.
node=${quote(program.node)}
entry=${quote(program.entry)}
here=$(dirname "$0")
${
  reads
    ? `input=$(cat; printf x)
input=\${input%x}
`
    : ''
}
${chain(type, own, feed)}
[ -x "$node" ] || node=$(command -v node)
if [ -z "$node" ] || ! [ -f "$entry" ]; then
  echo "unleak: error: stopped: the program of this hook is not there: $entry" >&2
  echo "unleak: hint: unleak hook install; or once: git ${type === 'pre-push' ? 'push' : 'commit'} --no-verify" >&2
  exit 1
fi
${feed}"$node" "$entry" hook run ${type} "$@"
status=$?
[ "$status" -eq 0 ] || exit 1
`;
}

/** Runs the repository's own hook of another type from a folder of hooks that hides it. */
export function passOnScript(type: string, reads: boolean): string {
  return `#!/bin/sh
${mark}
# Runs the repository's own ${type} hook, which core.hooksPath would hide.
here=$(dirname "$0")
${reads ? `input=$(cat; printf x)\ninput=\${input%x}\n` : ''}
${chain(type, true, reads ? `printf '%s' "$input" | ` : '')}
exit 0
`;
}

function chain(type: string, own: boolean, feed: string): string {
  const run = (path: string): string => `if [ -x ${path} ]; then
  ${feed}${path} "$@" || exit $?
fi`;
  const before = run(`"$here/${type}${beforeSuffix}"`);
  if (!own) return before;
  return `${before}
own=$(git rev-parse --git-common-dir)/hooks/${type}
if [ "$(cd "$(dirname "$own")" 2>/dev/null && pwd -P)" != "$(cd "$here" && pwd -P)" ]; then
  ${run('"$own"').replaceAll('\n', '\n  ')}
fi`;
}
