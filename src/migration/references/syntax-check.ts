import { spawn } from 'node:child_process';
import { parse } from 'node:path';
import { findTool } from '../render.ts';

/** Programs that parse from standard input and run nothing. */
const checkers: Readonly<Record<string, readonly [name: string, args: readonly string[]]>> = {
  py: ['python3', ['-I', '-S', '-c', 'import ast,sys;ast.parse(sys.stdin.buffer.read())']],
  go: ['gofmt', ['-e']],
  js: ['node', ['--check', '-']],
  cjs: ['node', ['--check', '-']],
  rb: ['ruby', ['-c']],
};

/** Does a text that parsed not parse any more? Only where the language's own program is installed. */
export async function syntaxRefusal(
  path: string,
  before: string,
  after: string,
): Promise<string | undefined> {
  const [name, args] = checkers[/\.([a-z]+)$/.exec(path)?.[1] ?? ''] ?? [];
  if (name === undefined || args === undefined) return undefined;
  const tool = await findTool([[name, args]]);
  if (tool === undefined || !(await parses(tool, before)) || (await parses(tool, after))) return undefined;
  return `${name} says that it would not parse any more`;
}

function parses(
  tool: { readonly path: string; readonly args: readonly string[] },
  text: string,
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(tool.path, tool.args, {
      // Not in the repository: what stands there must not tell a version manager or a program what to do.
      cwd: parse(tool.path).root,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: process.env['PATH'] ?? '' },
      timeout: 20_000,
    });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  });
}
