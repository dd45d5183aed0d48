/** Findings out, one file a format. */
export { jsonlReporter, jsonReporter } from './json.ts';
export { terminalReporter } from './terminal.ts';
export { printable } from './text.ts';
export type * from './types.ts';
