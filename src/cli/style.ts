import type { TerminalStyle } from '../report/index.ts';

/** What the terminal at the other end wants: colours, width, links. */
export function terminalStyle(stream: NodeJS.WriteStream, base: string): TerminalStyle {
  const env = process.env;
  return {
    colour: colourWanted(stream, env),
    columns: Math.max(40, stream.isTTY ? stream.columns : Number(env['COLUMNS']) || 100),
    links: linksKnown(stream, env),
    base,
  };
}

/** @see https://no-color.org and https://force-color.org */
function colourWanted(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return stream.isTTY && env['TERM'] !== 'dumb';
}

/** Terminals that are known to follow OSC 8; others would show it as rubbish. */
function linksKnown(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  if (env['FORCE_HYPERLINK'] !== undefined) return env['FORCE_HYPERLINK'] !== '0';
  if (!stream.isTTY || env['CI'] !== undefined || (env['NO_COLOR'] ?? '') !== '') return false;
  return (
    ['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper'].includes(env['TERM_PROGRAM'] ?? '') ||
    Number(env['VTE_VERSION'] ?? 0) >= 5000 ||
    env['WT_SESSION'] !== undefined ||
    env['KONSOLE_VERSION'] !== undefined ||
    env['TERM'] === 'xterm-kitty'
  );
}
