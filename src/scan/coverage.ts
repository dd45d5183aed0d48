import type { Coverage, Reason, ReasonCode } from './types.ts';

/** Counts what was read and what could not be, with the reason. A scan with an open reason is never complete. */
export class CoverageCounter {
  commits = 0;
  blobs = 0;
  bytes = 0;
  files = 0;
  readonly #started = performance.now();
  readonly #reasons = new Map<
    string,
    { code: ReasonCode; count: number; detail: string; accepted: boolean }
  >();
  readonly #accepted: readonly Acceptance[];

  constructor(accepted: readonly Acceptance[] = []) {
    this.#accepted = accepted;
  }

  add({ commits, blobs, bytes }: { commits: number; blobs: number; bytes: number }): void {
    this.commits += commits;
    this.blobs += blobs;
    this.bytes += bytes;
  }

  /** @param subject - the path or object id that could not be read; the first three are named */
  problem(code: ReasonCode, detail: string, subject = '', count = 1): void {
    const accepted = this.#accepted.some(
      (rule) => rule.code === code && (rule.path === undefined || rule.path === subject),
    );
    const key = `${code}\0${detail}\0${accepted}`;
    const seen = this.#reasons.get(key);
    if (seen === undefined) {
      this.#reasons.set(key, {
        code,
        count,
        detail: subject === '' ? detail : `${detail}: ${subject}`,
        accepted,
      });
      return;
    }
    seen.count += count;
    if (subject !== '' && seen.count <= 3) seen.detail += `, ${subject}`;
    else if (subject !== '' && seen.count === 4) seen.detail += ', …';
  }

  result(): Coverage {
    const reasons = [...this.#reasons.values()]
      .map(({ accepted, ...rest }): Reason => (accepted ? { ...rest, accepted } : rest))
      .sort((a, b) => a.code.localeCompare(b.code) || a.detail.localeCompare(b.detail));
    return {
      state: reasons.some((reason) => reason.accepted !== true) ? 'incomplete' : 'complete',
      reasons,
      commits: this.commits,
      blobs: this.blobs,
      bytes: this.bytes,
      files: this.files,
      seconds: Math.round((performance.now() - this.#started) / 10) / 100,
    };
  }
}

/** `--accept CODE[:path]`: this reason is known; it stays in the report as a note. */
export interface Acceptance {
  readonly code: ReasonCode;
  readonly path?: string;
}
