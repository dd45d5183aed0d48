import { execFile } from 'node:child_process';

/**
 * Asks git with the user's own configuration, which says where hooks are and what a remote is; commands that read the
 * configuration only. undefined when git says no.
 */
export function askGit(cwd: string, args: readonly string[]): Promise<string | undefined> {
  return ask(cwd, args, process.env);
}

/** Asks git with the configuration that lies in files: nothing that the caller's environment says of it counts. */
export function askServer(cwd: string, args: readonly string[]): Promise<string | undefined> {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env))
    if (!name.startsWith('GIT_CONFIG')) env[name] = value;
  return ask(cwd, args, env);
}

function ask(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('git', [...args], { cwd, encoding: 'utf8', env: { ...env, LC_ALL: 'C' } }, (error, out) =>
      resolve(error === null ? out.replace(/\n$/, '') : undefined),
    );
  });
}
