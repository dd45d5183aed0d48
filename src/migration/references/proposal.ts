import { posix } from 'node:path';
import type { Tree } from '../tree.ts';
import type { Selected } from '../types.ts';

/** How a language reads a variable of the environment. */
const languages: Readonly<Record<string, readonly [string, (name: string) => string]>> = {
  '.py': ['Python', (name) => `os.environ["${name}"]`],
  '.js': ['JavaScript', (name) => `process.env.${name}`],
  '.mjs': ['JavaScript', (name) => `process.env.${name}`],
  '.cjs': ['JavaScript', (name) => `process.env.${name}`],
  '.jsx': ['JavaScript', (name) => `process.env.${name}`],
  '.ts': ['TypeScript', (name) => `process.env.${name}`],
  '.tsx': ['TypeScript', (name) => `process.env.${name}`],
  '.go': ['Go', (name) => `os.Getenv("${name}")`],
  '.java': ['Java', (name) => `System.getenv("${name}")`],
  '.kt': ['Kotlin', (name) => `System.getenv("${name}")`],
  '.scala': ['Scala', (name) => `sys.env("${name}")`],
  '.rb': ['Ruby', (name) => `ENV.fetch("${name}")`],
  '.php': ['PHP', (name) => `getenv('${name}')`],
  '.cs': ['C#', (name) => `Environment.GetEnvironmentVariable("${name}")`],
  '.rs': ['Rust', (name) => `std::env::var("${name}")`],
  '.ex': ['Elixir', (name) => `System.fetch_env!("${name}")`],
  '.exs': ['Elixir', (name) => `System.fetch_env!("${name}")`],
  '.pl': ['Perl', (name) => `$ENV{${name}}`],
  '.swift': ['Swift', (name) => `ProcessInfo.processInfo.environment["${name}"]`],
  '.sh': ['shell', (name) => `"\${${name}:?}"`],
  '.bash': ['shell', (name) => `"\${${name}:?}"`],
  '.ps1': ['PowerShell', (name) => `$env:${name}`],
};

const documentation =
  /\.(?:md|mdx|markdown|rst|adoc|asciidoc|txt|html?|tex|org)$|(?:^|\/)(?:README|CHANGELOG|LICENSE|NOTES)[^/]*$/i;

/** Why a place without an address stays, and what to write there: for program text a read from the environment. */
export function unresolved(tree: Tree, one: Selected): readonly [reason: string, write: string] {
  const file = tree.get(one.path);
  if (file === undefined)
    return ['it is a link, too large, or cannot be read', 'a read from the environment'];
  if (file.text === undefined) return ['it is not UTF-8 text', 'a file that is fetched when it is needed'];
  const line = file.text.split('\n')[one.line - 1] ?? '';
  const language = languages[posix.extname(one.path).toLowerCase()];
  if (language !== undefined) {
    const name = variableOf(line) ?? 'NAME';
    return [
      `it is program text (${language[0]})`,
      `${language[1](name)}, and ${name} in the environment from the store`,
    ];
  }
  if (documentation.test(one.path))
    return ['it is documentation', 'a placeholder such as <password>: people copy what stands there'];
  if (/^\s*(?:#|\/\/|;|--)/.test(line)) return ['it stands in a comment', 'a placeholder, or nothing'];
  if (file.document === undefined) return ['no style knows this kind of file', 'a read from the environment'];
  return [
    'it is part of a larger text, which has no address of its own',
    'the secret part as a reference, as this kind of file has them',
  ];
}

/** The name that the line gives the value, as a variable of the environment. */
function variableOf(line: string): string | undefined {
  const [, name] = /([A-Za-z_$][\w$-]{1,60})["'`]?\]?\s*(?:[:=]|=>|:=)\s*[^=]/.exec(line) ?? [];
  return name
    ?.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toUpperCase();
}
