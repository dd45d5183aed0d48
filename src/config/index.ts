/** Configuration, ignores, baseline, and the state folder outside of what is scanned. */
export { openState, StateError } from './state.ts';
export type { State } from './state.ts';
