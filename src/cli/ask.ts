import { createInterface } from 'node:readline/promises';

/** Asks on the terminal. */
export async function ask(question: string, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question, { signal })).trim();
  } finally {
    lines.close();
  }
}

export function isYes(answer: string): boolean {
  return /^y(es)?$/i.test(answer);
}
