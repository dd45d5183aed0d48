import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { entry } from '../helpers/program.ts';

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program as a user does, in a folder, with nothing of this process's environment but PATH. */
export async function run(
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly home: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly input?: string;
    /** Called with the child once it has started. */
    readonly started?: (kill: (signal: NodeJS.Signals) => void) => void;
  },
): Promise<Run> {
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: options.cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: options.home,
      XDG_STATE_HOME: join(options.home, 'state'),
      NO_COLOR: '1',
      ...options.env,
    },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  options.started?.((signal) => void child.kill(signal));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}
