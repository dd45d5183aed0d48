/**
 * Moves leaked secrets into a store and rewrites the files that held them, as one transaction:
 * plan, put, read back, rewrite, prove; resumable and reversible at every point.
 *
 * - `planMigration(input: PlanInput): Promise<Plan>`, `renderPlan(plan: Plan): string`, `readPlan(text, state): Plan`
 * - `applyPlan(plan: Plan, context: Context): Promise<Outcome>`
 * - `resume(id, context)`, `rollback(id, context)`, `verify(id, context)`: `Promise<Outcome>`
 * - `status(context, id?): Promise<readonly MigrationStatus[]>`
 * - `migratedTags(state): Promise<ReadonlySet<string>>`, `secretTag(state, secret): string`: what a scan calls
 *   `migrated-rotate`
 */
export type * from './store.ts';
export { StoreError } from './store.ts';
export type * from './types.ts';
export { MigrationError } from './types.ts';
