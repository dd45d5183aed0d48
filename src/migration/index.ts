/**
 * Moves leaked secrets into a store and rewrites the files that held them, as one transaction:
 * plan, put, read back, rewrite, prove; resumable and reversible at every point.
 */
export type * from './store.ts';
export { StoreError } from './store.ts';
export type * from './types.ts';
export { MigrationError } from './types.ts';
export { splitCommits } from './commits.ts';
export { readFileBelow, replaceFile } from './files.ts';
export { planMigration, readPlan, secretTag } from './plan.ts';
export { renderPlan } from './render-plan.ts';
export { rollback } from './rollback.ts';
export { applyPlan, resume } from './transaction.ts';
export { migratedTags, planOf, status, verify } from './status.ts';
