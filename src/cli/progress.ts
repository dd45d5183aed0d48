import type { ScanProgress } from '../scan/index.ts';

const labels: Record<ScanProgress['phase'], string> = {
  files: 'reading files',
  objects: 'reading history',
  history: 'tracing commits',
  judging: 'judging',
};

/** A line on stderr that is written over; only on a terminal, and erased at the end. */
export function progressLine(quiet: boolean): {
  update: (progress: ScanProgress) => void;
  clear: () => void;
} {
  if (quiet || !process.stderr.isTTY || process.env['CI'] !== undefined)
    return { update: () => {}, clear: () => {} };
  let last = 0;
  return {
    update({ phase, done, total }) {
      const now = performance.now();
      if (now - last < 100) return;
      last = now;
      const of = total === undefined ? '' : ` of ${total.toLocaleString('en')}`;
      process.stderr.write(`\r\u001b[K${labels[phase]}: ${done.toLocaleString('en')}${of}`);
    },
    clear: () => void process.stderr.write('\r\u001b[K'),
  };
}
