import type { Run } from './transaction.ts';
import type { Proof, ProofDocument } from './types.ts';

/**
 * What was checked, by what and when, for programs. Files go by keyed fingerprints, secrets by their names; the whole
 * carries a keyed code, so that one that was edited, or made with another key, does not verify.
 */
export function proofDocument(run: Run, proof: Proof, now = new Date()): ProofDocument {
  const { plan, journal, context } = run;
  const after = new Map(journal.of('staged')[0]?.files.map((file) => [file.path, file.after] as const) ?? []);
  const document: Omit<ProofDocument, 'mac'> = {
    schema: 'unleak-proof/1',
    migration: plan.id,
    program: context.program,
    planned: plan.created,
    checked: now.toISOString(),
    store: plan.store,
    passed: proof.passed,
    files: plan.files.map(({ path, change }) => {
      const fingerprint = after.get(path);
      return { path, change, ...(fingerprint === undefined ? {} : { fingerprint }) };
    }),
    stored: journal
      .of('stored')
      .map(({ version: { name, resource, version, made } }) => ({ name, resource, version, made })),
    references: plan.changes,
    checks: proof.checks,
    left: plan.manual.map(({ path, line, reason }) => ({ path, line, reason })),
  };
  return { ...document, mac: context.state.mac('proof', Buffer.from(JSON.stringify(document))) };
}
